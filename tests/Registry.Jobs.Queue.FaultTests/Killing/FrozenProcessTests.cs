namespace Registry.Jobs.Queue.FaultTests.Killing;

/// <summary>A process that stands still, as on a host that is suspended: its connections stay open, and it knows nothing of it.</summary>
public sealed class FrozenProcessTests(PostgresFixture postgres) : FaultTest(postgres)
{
    [Fact]
    public async Task The_server_takes_its_job_away_and_what_it_does_when_it_wakes_changes_nothing()
    {
        await using var gate = await Gate.CloseAsync(Database);
        using var frozen = StartProcess(Orders with { Name = "frozen", Workers = 1, Queue = Kinds.Short.Queue });
        await EnqueueAsync(Kinds.Short, new Errand("job", 1, Deeds.PassGateAndWrite));
        await Wait.UntilAsync(() => QueryAsync<bool>(Gate.SomebodyWaits), Patience, "the handler");
        frozen.Send(WorkerProcess.Signal.Stop);
        await gate.OpenAsync();
        var healthy = await StartWorkerAsync(Orders with { Name = "healthy", Queue = Kinds.Short.Queue });

        await NoJobIsLeftAsync();
        await healthy.StopAsync(Cancelled);
        frozen.Send(WorkerProcess.Signal.Continue);

        // It has one worker for the queue, so it is through with the old job when it has done another.
        await EnqueueAsync(Kinds.Short, new Errand("next", 1, Deeds.Write));
        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(2);
        Assert.All(await AttemptsAsync(Kinds.Short, "job"), attempt => Assert.Equal("healthy/short", attempt.Worker));
        Assert.All(await AttemptsAsync(Kinds.Short, "next"), attempt => Assert.Equal("frozen/short", attempt.Worker));
    }
}
