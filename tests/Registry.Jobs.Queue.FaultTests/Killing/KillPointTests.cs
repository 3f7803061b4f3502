using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Killing;

/// <summary>
/// <c>kill -9</c> at named points of a job: how soon another session has the job, and that it runs again exactly when it must. Nothing else
/// runs meanwhile, for the times would be those of the machine.
/// </summary>
[Collection(nameof(Alone))]
public sealed class KillPointTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const string Key = "doomed";

    private static readonly int Rounds = Soak.Or(2, 30);

    /// <summary>A session that only waits for its client is ended at once. The rest is what a loaded machine takes.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <summary>In the middle of a statement the server looks every two seconds whether the client is there.</summary>
    private static readonly TimeSpan InAStatement = TimeSpan.FromSeconds(4);

    [Fact]
    public Task Claimed() => IsFreeAndRunsAgainAsync(
        Kinds.Unborn, Deeds.Write, AtOnce, () => RunsAsync(Key, Orders.Name));

    [Fact]
    public Task In_the_handler() => IsFreeAndRunsAgainAsync(
        Kinds.Plain, Deeds.Hang, AtOnce, () => RunsAsync(Key, Orders.Name));

    [Fact]
    public Task Effect_done() => IsFreeAndRunsAgainAsync(Kinds.Plain, Deeds.WriteAndHang, AtOnce, () => LastSaidAsync(Orders.Name, "INSERT INTO diary"));

    [Fact]
    public async Task Deleted_but_not_committed()
    {
        await ExecuteAsync(Gate.AtCommit);
        await using var gate = await Gate.CloseAsync(Database);

        await IsFreeAndRunsAgainAsync(
            Kinds.Plain,
            Deeds.Write,
            InAStatement,
            () => Wait.UntilAsync(() => QueryAsync<bool>(Gate.SomebodyWaits), Patience, "the commit"),
            async runAgain =>
            {
                await gate.OpenAsync();
                await runAgain();
                await gate.CloseAsync();
            });
    }

    [Fact]
    public async Task Committed()
    {
        for (var round = 1; round <= Rounds; round++)
        {
            using var process = StartProcess(Orders);
            await EnqueueAsync(Kinds.Plain, new Errand(Key, round, Deeds.Write));
            await NoJobIsLeftAsync();
            await process.KillAsync();

            await DoneExactlyOnceAsync(round);
        }

        await EnqueueAsync(Kinds.Plain, new Errand("after", 1, Deeds.Write));
        await RunElsewhereAsync();

        await DoneExactlyOnceAsync(Rounds + 1);
        Assert.Equal(Rounds, (await AttemptsAsync(Kinds.Plain, Key)).Count(attempt => attempt.Succeeded));
    }

    /// <summary>The test waits for the row as another worker would, and measures how long after the kill it has it.</summary>
    private async Task IsFreeAndRunsAgainAsync(
        JobKind<Errand> kind, string deed, TimeSpan limit, Func<Task> reachThePoint, Func<Func<Task>, Task>? letRun = null)
    {
        var releases = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            using var process = StartProcess(Orders);
            await EnqueueAsync(kind, new Errand(Key, round, deed));
            await reachThePoint();

            releases.Add(await MeasureReleaseAsync(process));
            await DoneExactlyOnceAsync(round - 1);
            if (letRun is null)
                await RunElsewhereAsync();
            else
                await letRun(RunElsewhereAsync);
            await DoneExactlyOnceAsync(round);
        }

        releases.Sort();
        var median = releases[releases.Count / 2];
        Say($"Free after {median:0.0} ms (median of {Rounds}), {releases[^1]:0.0} ms at most.");
        Assert.InRange(median, 0, limit.TotalMilliseconds);
    }

    private async Task<double> MeasureReleaseAsync(WorkerProcess process)
    {
        await using var other = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await other.BeginTransactionAsync(Cancelled);
        await using var take = new NpgsqlCommand("SELECT id FROM background_jobs FOR UPDATE", other, transaction) { CommandTimeout = 60 };
        var taken = take.ExecuteScalarAsync(Cancelled);
        await Wait.UntilAsync(() => QueryAsync<bool>(Waits(other.ProcessID)), Patience, "the other session to wait for the row");
        var clock = Stopwatch.StartNew();
        await process.KillAsync();
        Assert.NotNull(await taken);
        var elapsed = clock.Elapsed.TotalMilliseconds;

        // The next one finds the same job, with an ordinary end.
        await using var ease = new NpgsqlCommand(
            $"UPDATE background_jobs SET kind = '{Kinds.Plain.Name}', arguments = jsonb_set(arguments, '{{deed}}', '\"{Deeds.Write}\"')", other, transaction);
        Assert.Equal(1, await ease.ExecuteNonQueryAsync(Cancelled));
        await transaction.CommitAsync(Cancelled);
        return elapsed;
    }

    private async Task RunElsewhereAsync()
    {
        var host = await StartWorkerAsync(Orders with { Name = "next" });
        await NoJobIsLeftAsync();
        await host.StopAsync(Cancelled);
    }

    private static string Waits(int processId) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {processId} AND wait_event_type = 'Lock')");
}
