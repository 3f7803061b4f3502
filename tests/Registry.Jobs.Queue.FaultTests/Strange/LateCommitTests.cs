using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.FaultTests.Strange;

/// <summary>A job whose enqueuer commits long after those that added theirs later.</summary>
public sealed class LateCommitTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private static readonly int Backlog = Soak.Or(20_000, 100_000);

    [Fact]
    public async Task It_is_found_although_workers_have_passed_its_place()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        var host = await StartWorkerAsync(Orders with { Workers = 2 });
        await host.Services.GetRequiredService<JobQueue>().EnqueueAsync(transaction, Kinds.Plain, new Errand("late", 1, Deeds.Write), Cancelled);
        await ExecuteAsync(
            $$"""
            INSERT INTO background_jobs (queue, kind, key, arguments)
            SELECT 'default', 'plain', 'backlog', jsonb_build_object('key', 'backlog', 'number', number, 'deed', 'write')
            FROM generate_series(1, {{Backlog}}) AS number
            """);
        await Wait.UntilAsync(async () => await CountJobsAsync() < Backlog - 1000, Patience, "workers to have passed it");

        await transaction.CommitAsync(Cancelled);
        await Wait.UntilAsync(
            () => QueryAsync<bool>("SELECT EXISTS (SELECT FROM diary WHERE key = 'late')"), Patience, "the late job to be done");
        Assert.InRange(await CountJobsAsync(), 1, Backlog);
    }
}
