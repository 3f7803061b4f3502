using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class FollowUps(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_handler_adds_the_job_that_comes_next()
    {
        var uploads = new JobKind<Upload>("upload");
        var host = Build(queue => queue.AddHandler<Upload, UploadHandler>(uploads).AddTestDriver());
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using (var transaction = await connection.BeginTransactionAsync(Cancelled))
        {
            await host.Services.GetRequiredService<JobQueue>().EnqueueAsync(transaction, uploads, new Upload("cat.png"), Cancelled);
            await transaction.CommitAsync(Cancelled);
        }

        await host.Driver.RunAllPendingAsync(Cancelled);

        Assert.Equal("{\"file\": \"cat.png\"}", (await JobAsync("cat.png")).Arguments);
    }

    private sealed record Upload(string File);

    private sealed record Thumbnail(string File);

    private static class Thumbnails
    {
        public static JobKind<Thumbnail> Kind { get; } = new("thumbnail") { Key = thumbnail => thumbnail.File };
    }

    private sealed class UploadHandler : IJobHandler<Upload>
    {
        public async Task RunAsync(JobBatch<Upload> batch, CancellationToken cancellationToken)
        {
            var upload = batch.Jobs[0].Arguments;
            await batch.EnqueueAsync(Thumbnails.Kind, new Thumbnail(upload.File), cancellationToken);
        }
    }
}
