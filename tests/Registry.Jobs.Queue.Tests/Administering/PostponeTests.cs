namespace Registry.Jobs.Queue.Tests.Administering;

public sealed class PostponeTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Postponed_jobs_wait_until_then_and_dead_ones_are_left_alone()
    {
        await EnqueueAsync(Kinds.Plain, "1");
        await EnqueueAsync(Kinds.Plain, "2");
        await ExecuteAsync("UPDATE background_jobs SET state = 'dead' WHERE key = '2'");
        var until = TimeProvider.System.GetUtcNow().AddHours(2);

        var count = await WithConnectionAsync(
            connection => Administrator.PostponeAsync(connection, new JobFilter(), until, "ada", "after the move", Cancelled));

        Assert.Equal(1, count);
        var job = await JobAsync("1");
        Assert.Equal((JobState.Scheduled, true), (job.State, Math.Abs((job.RunAt - until).TotalSeconds) < 1));
        Assert.Equal(JobState.Dead, (await JobAsync("2")).State);
        var action = Assert.Single(await WithConnectionAsync(connection => Inspector.ActionsAsync(connection, null, 10, Cancelled)));
        Assert.Equal(("postpone", "1", "after the move"), (action.Action, action.Key, action.Reason));
        Assert.Equal(0, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
    }
}
