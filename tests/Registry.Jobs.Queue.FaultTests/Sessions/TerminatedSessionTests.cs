using System.Globalization;
using Registry.Jobs.Queue.FaultTests.History;

namespace Registry.Jobs.Queue.FaultTests.Sessions;

/// <summary>The server ends sessions, two in a second, while jobs are run by several processes.</summary>
public sealed class TerminatedSessionTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const string OfWorkers = "worker %";
    private const string OfAll = "%";

    private static readonly TimeSpan HalfASecond = TimeSpan.FromSeconds(0.5);

    // Jobs are added all the time, so that there is always one to be cut off.
    private static readonly int Terminations = Soak.Or(12, 120);

    [Theory]
    [InlineData(OfWorkers)]
    [InlineData(OfAll)]
    public async Task No_job_is_lost_and_none_is_done_twice_and_the_order_of_keys_is_kept(string sessions)
    {
        const int AtOnce = 200;
        foreach (var name in new[] { "one", "two", "three" })
            StartProcess(Orders with { Name = name });
        await EnqueueAsync(Kinds.Plain, new Errand("first", 1, Deeds.Write));
        await NoJobIsLeftAsync();

        var ended = 0L;
        using var timer = new PeriodicTimer(HalfASecond);
        for (var round = 1; round <= Terminations; round++)
        {
            await EnqueueAsync(KindOf(round), [.. Enumerable.Range(1, AtOnce).Select(number => new Errand($"{round}", number, Deeds.Write))]);
            ended += await QueryAsync<long>(EndOne(sessions));
            await timer.WaitForNextTickAsync(Cancelled);
        }

        await NoJobIsLeftAsync();
        var events = await new Diary(Database).ReadAsync(Cancelled);
        var jobs = Enumerable.Range(1, Terminations).SelectMany(round => Enumerable.Range(1, AtOnce).Select(number => ($"{round}", number)));
        Say($"{ended} sessions were ended.");
        Assert.InRange(ended, Terminations / 2, Terminations);
        Assert.Empty(HistoryChecker.WrongWithJobs(events, jobs.Append(("first", 1))));
        Assert.Empty(HistoryChecker.WrongWithOrder([.. events.Where(moment => moment.Key != "first" && KindOf(moment) == Kinds.Ordered)]));
    }

    /// <summary>The jobs of a round have its number for a key.</summary>
    private static JobKind<Errand> KindOf(int round) => round % 3 == 0 ? Kinds.Ordered : Kinds.Plain;

    private static JobKind<Errand> KindOf(JobEvent moment) => KindOf(int.Parse(moment.Key, CultureInfo.InvariantCulture));

    /// <summary>One that is in a transaction, if there is any; but not the test's own.</summary>
    private static string EndOne(string sessions) =>
        $"""
        SELECT count(pg_terminate_backend(pid)) FROM (
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE '{sessions}' AND application_name <> '' AND backend_type = 'client backend'
              AND pid <> pg_backend_pid()
            ORDER BY backend_xid IS NULL AND random() < 0.7, random() LIMIT 1) one
        """;
}
