using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Killing;

/// <summary>
/// Jobs that bring a copy up to date, of which an unstarted one stands for later ones, while their enqueuers change the original, some of
/// them think better of it, and workers are killed.
/// </summary>
public sealed class CoalescingTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const int Keys = 10;
    private const int Enqueuers = 4;
    private const string Differences = "SELECT count(*) FROM original LEFT JOIN copy USING (key) WHERE original.version IS DISTINCT FROM copy.version";

    private static readonly int Changes = Soak.Or(1_000, 50_000);
    private static readonly int Kills = Soak.Or(3, 30);

    [Fact]
    public async Task No_change_is_lost()
    {
        await ExecuteAsync($"""
            CREATE TABLE original (key text PRIMARY KEY, version integer NOT NULL);
            CREATE TABLE copy (key text PRIMARY KEY, version integer NOT NULL);
            INSERT INTO original SELECT number::text, 0 FROM generate_series(1, {Keys}) AS number;
            """);
        var changing = Task.WhenAll(Enumerable.Range(0, Enqueuers).Select(_ => Task.Run(ChangeAsync)));
        StartProcess(Orders with { Name = "steady" });
        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = await CountDoneAsync();
            var victim = StartProcess(Orders with { Name = $"victim-{kill}" });
            await Wait.UntilAsync(
                async () => changing.IsCompleted || await CountDoneAsync() > before + 10, Patience, "some jobs to be done");
            await victim.KillAsync();
        }

        await changing;
        await NoJobIsLeftAsync();

        Assert.Equal(0, await QueryAsync<long>(Differences));
        Assert.InRange(await QueryAsync<long>("SELECT sum(version) FROM original"), Changes / 2, Changes);
    }

    private Task<long> CountDoneAsync() => QueryAsync<long>("SELECT count(*) FROM background_job_attempts WHERE outcome = 'done'");

    private async Task ChangeAsync()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        for (var change = 0; change < Changes / Enqueuers; change++)
        {
            var key = $"{Random.Shared.Next(1, Keys + 1)}";
            await using var transaction = await connection.BeginTransactionAsync(Cancelled);
            await using var update = new NpgsqlCommand("UPDATE original SET version = version + 1 WHERE key = $1", connection, transaction)
            {
                Parameters = { new() { Value = key } },
            };
            await update.ExecuteNonQueryAsync(Cancelled);
            await Queue.EnqueueAsync(transaction, Kinds.Coalescing, new Errand(key, 0, Deeds.Copy), Cancelled);
            if (Random.Shared.Next(10) == 0)
                await transaction.RollbackAsync(Cancelled);
            else
                await transaction.CommitAsync(Cancelled);
        }
    }
}
