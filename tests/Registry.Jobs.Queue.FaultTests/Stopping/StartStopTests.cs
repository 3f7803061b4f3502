using System.Runtime.CompilerServices;

namespace Registry.Jobs.Queue.FaultTests.Stopping;

/// <summary>The queue is started and stopped in one process again and again, in the midst of work.</summary>
public sealed class StartStopTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const string Sessions = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND (application_name LIKE 'worker %' OR application_name LIKE 'jobs%')
        """;

    [Fact]
    public async Task Nothing_is_left_behind_neither_jobs_nor_sessions_nor_tasks()
    {
        var rounds = Soak.Or(20, 400);
        const int AtOnce = 20;
        var stopped = new List<WeakReference>();
        for (var round = 1; round <= rounds; round++)
        {
            await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, AtOnce).Select(number => new Errand($"{round}", number, Deeds.Write))]);
            stopped.Add(await StartAndStopAsync(round));
        }

        await Wait.UntilAsync(async () => await QueryAsync<long>(Sessions) == 0, Patience, "the sessions to end");
        await Wait.UntilAsync(
            () =>
            {
                // Whatever still runs, or waits for a timer, holds on to its host.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !stopped.Exists(host => host.IsAlive);
            },
            Patience,
            "the hosts to be forgotten");

        await StartWorkerAsync(Orders);
        await NoJobIsLeftAsync();
        await DoneExactlyOnceAsync(rounds * AtOnce);
    }

    /// <summary>The host must not be kept by a variable of the test.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> StartAndStopAsync(int round)
    {
        var host = WorkerRole.Build(Orders with { GracePeriod = TimeSpan.FromMilliseconds(round % 3) });
        await host.StartAsync(Cancelled);
        await Task.Delay(Random.Shared.Next(30), Cancelled);
        await host.StopAsync(Cancelled);
        await ((IAsyncDisposable)host).DisposeAsync();
        return new WeakReference(host);
    }
}
