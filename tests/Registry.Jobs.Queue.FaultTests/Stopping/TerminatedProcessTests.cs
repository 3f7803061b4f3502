using Registry.Jobs.Queue.FaultTests.History;

namespace Registry.Jobs.Queue.FaultTests.Stopping;

/// <summary><c>SIGTERM</c>, as service managers send it.</summary>
public sealed class TerminatedProcessTests(PostgresFixture postgres) : FaultTest(postgres)
{
    // Each looks ten times a second.
    private const string IdleWorkersLook = """
        SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'worker %' AND state_change > clock_timestamp() - interval '3 s'
          AND NOT (state = 'idle in transaction' AND query LIKE 'INSERT INTO diary%'))
        """;

    [Fact]
    public async Task A_process_under_load_finishes_what_it_has_begun_and_leaves_the_rest()
    {
        const int Jobs = 3000;
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, Jobs).Select(number => new Errand("job", number, Deeds.SayAndWrite))]);
        var process = StartProcess(Orders);
        await Wait.UntilAsync(async () => await CountJobsAsync() < Jobs - 100, Patience, "some jobs to be done");

        process.Send(WorkerProcess.Signal.Terminate);

        Assert.Equal(0, await process.EndedAsync());
        var events = await new Diary(Database).ReadAsync(Cancelled);
        var done = events.Count(moment => moment.IsDone);
        Assert.InRange(done, 101, Jobs - 1);
        Assert.Equal(Jobs - done, await CountJobsAsync());
        Assert.Equal(done, events.Count(moment => !moment.IsDone));
        Assert.Empty(HistoryChecker.WrongWithJobs(events, events.Where(moment => moment.IsDone).Select(moment => (moment.Key, moment.Number))));
        Assert.All(await AttemptsAsync(Kinds.Plain, "job"), attempt => Assert.True(attempt.Succeeded));
    }

    [Fact]
    public async Task A_process_whose_handler_ignores_everything_ends_after_the_grace_period_and_the_job_is_free()
    {
        var process = StartProcess(Orders with { GracePeriod = TimeSpan.FromSeconds(1) });
        await EnqueueAsync(Kinds.Plain, new Errand("job", 1, Deeds.IgnoreEverything));
        await RunsAsync("job", Orders.Name);

        process.Send(WorkerProcess.Signal.Terminate);

        Assert.Equal(0, await process.EndedAsync());
        await Wait.UntilAsync(async () => await JobsAsync("job") is [{ Worker: null, Attempts: 0 }], Patience, "the job to be free");
        Assert.Empty(await AttemptsAsync(Kinds.Plain, "job"));
    }

    [Fact]
    public async Task A_second_signal_ends_the_grace_period()
    {
        var process = StartProcess(Orders with { GracePeriod = TimeSpan.FromHours(1) });
        await EnqueueAsync(Kinds.Plain, new Errand("job", 1, Deeds.WriteAndHang));
        await LastSaidAsync(Orders.Name, "INSERT INTO diary");

        process.Send(WorkerProcess.Signal.Terminate);
        await Wait.UntilAsync(async () => !await QueryAsync<bool>(IdleWorkersLook), Patience, "the process to be stopping");
        await EnqueueAsync(Kinds.Plain, new Errand("next", 1, Deeds.Write));
        process.Send(WorkerProcess.Signal.Terminate);

        Assert.Equal(0, await process.EndedAsync());
        await Wait.UntilAsync(
            async () => await JobsAsync("job") is [{ Worker: null, Attempts: 0, Losses: 0, LastError: null }], Patience, "the job to be free");
        Assert.Single(await JobsAsync("next"));
        await DoneExactlyOnceAsync(0);
    }
}
