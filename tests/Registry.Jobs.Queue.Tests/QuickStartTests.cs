using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Registry.Jobs.Queue.Tests;

/// <summary>The code of the package's page.</summary>
public sealed class QuickStartTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task The_code_of_the_package_page_works()
    {
        await ExecuteAsync("CREATE TABLE users (id bigint, welcomed boolean NOT NULL DEFAULT false); INSERT INTO users VALUES (7)");
        var (connectionString, cancellationToken, userId) = (ConnectionString, Cancelled, 7);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });

        builder.Services
            .AddJobQueue(options =>
            {
                options.ConnectionString = connectionString;
                options.Queues["mail"] = new QueueOptions { Workers = 4 };
            })
            .AddHandler<Welcome, WelcomeHandler>(MailJobs.Welcome)
            .AddWorkers();

        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        var queue = host.Services.GetRequiredService<JobQueue>();
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await queue.EnqueueAsync(transaction, MailJobs.Welcome, new Welcome(userId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(MailJobs.Welcome);

        await NoJobIsLeftAsync();
        Assert.True(await QueryAsync<bool>("SELECT welcomed FROM users"));
        await host.StopAsync(cancellationToken);
    }

    private sealed record Welcome(long UserId);

    private static class MailJobs
    {
        public static JobKind<Welcome> Welcome { get; } = new("welcome")
        {
            Queue = "mail",
            Key = job => $"user:{job.UserId}",
        };
    }

    private sealed class WelcomeHandler : IJobHandler<Welcome>
    {
        public async Task RunAsync(JobBatch<Welcome> batch, CancellationToken cancellationToken)
        {
            var job = batch.Jobs[0];
            await using var command = new NpgsqlCommand(
                "UPDATE users SET welcomed = true WHERE id = $1", batch.Transaction.Connection, batch.Transaction);
            command.Parameters.Add(new() { Value = job.Arguments.UserId });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
