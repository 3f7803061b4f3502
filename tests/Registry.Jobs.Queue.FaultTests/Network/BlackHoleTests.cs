namespace Registry.Jobs.Queue.FaultTests.Network;

/// <summary>Connections that look open while nothing arrives any more, as after a firewall has forgotten them.</summary>
public sealed class BlackHoleTests(PostgresFixture postgres) : FaultTest(postgres)
{
    [Fact]
    public async Task The_job_of_a_worker_that_cannot_be_heard_is_run_by_another_and_the_worker_comes_back()
    {
        var proxy = Own(new TcpProxy(ConnectionString));
        await using var gate = await Gate.CloseAsync(Database);
        await StartWorkerAsync(new(proxy.ConnectionString, "lost", Workers: 1) { Queue = Kinds.Short.Queue });
        await EnqueueAsync(Kinds.Short, new Errand("job", 1, Deeds.PassGateAndWrite));
        await Wait.UntilAsync(() => QueryAsync<bool>(Gate.SomebodyWaits), Patience, "the handler");

        Assert.Equal(1, proxy.Swallow("worker "));
        await gate.OpenAsync();
        var healthy = await StartWorkerAsync(Orders with { Name = "healthy", Queue = Kinds.Short.Queue });
        await NoJobIsLeftAsync();
        await healthy.StopAsync(Cancelled);
        await EnqueueAsync(Kinds.Short, new Errand("next", 1, Deeds.Write));
        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(2);
        Assert.Equal("healthy/short", Assert.Single(await AttemptsAsync(Kinds.Short, "job"), attempt => attempt.Succeeded).Worker);
        Assert.All(await AttemptsAsync(Kinds.Short, "next"), attempt => Assert.Equal("lost/short", attempt.Worker));
    }

    [Fact]
    public async Task A_listener_that_hears_nothing_any_more_notices_and_looks_at_once()
    {
        var proxy = Own(new TcpProxy(ConnectionString));
        await StartWorkerAsync(new(proxy.ConnectionString, "worker") { PollInterval = TimeSpan.FromHours(1) });
        await EnqueueAsync(Kinds.Plain, new Errand("job", 1, Deeds.Write));
        await NoJobIsLeftAsync();
        await Wait.UntilAsync(() => proxy.Swallow("jobs listener") == 1, Patience, "the listener");

        await EnqueueAsync(Kinds.Plain, new Errand("job", 2, Deeds.Write));
        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(2);
    }

    [Fact]
    public async Task A_slow_network_makes_jobs_slow_and_nothing_else()
    {
        var proxy = Own(new TcpProxy(ConnectionString));
        proxy.Delay = TimeSpan.FromMilliseconds(40);
        await StartWorkerAsync(new(proxy.ConnectionString, "worker"));
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, 40).Select(number => new Errand("job", number, Deeds.Write))]);

        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(40);
        Assert.All(await AttemptsAsync(Kinds.Plain, "job"), attempt => Assert.True(attempt.Succeeded));
    }
}
