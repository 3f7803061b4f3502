using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Testing(PostgresFixture postgres) : QueueTest(postgres)
{
    private static class PingJobs
    {
        public static JobKind<Welcome> Ping { get; } = new("ping") { RecordDone = false };
    }

    [Fact]
    public async Task A_test_says_when_jobs_run()
    {
        await ExecuteAsync("CREATE TABLE users (id bigint, welcomed boolean NOT NULL DEFAULT false); INSERT INTO users VALUES (7)");
        var (connectionString, cancellationToken) = (ConnectionString, Cancelled);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });

        builder.Services.AddJobQueue(options => options.ConnectionString = connectionString)
            .AddHandler<Welcome, WelcomeHandler>(MailJobs.Welcome)
            .AddTestDriver();

        using var host = builder.Build();
        var driver = host.Services.GetRequiredService<JobTestDriver>();
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var queue = host.Services.GetRequiredService<JobQueue>();
        await queue.EnqueueAsync(transaction, MailJobs.Welcome, new Welcome(7), cancellationToken);
        await queue.EnqueueAsync(
            transaction, MailJobs.Welcome, new Welcome(8), new EnqueueOptions { Delay = TimeSpan.FromDays(3) }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var attempts = await driver.RunAllPendingAsync(cancellationToken);
        await driver.AssertNoneFailedAsync(cancellationToken);
        await driver.AdvanceAsync(TimeSpan.FromDays(3), cancellationToken);

        Assert.Equal(1, attempts);
        Assert.Equal(1, await driver.RunAllPendingAsync(cancellationToken));
        Assert.False(PingJobs.Ping.RecordDone);
    }
}
