namespace Registry.Jobs.Queue.Tests.Administering;

/// <summary>What is done to jobs after somebody looked is done to no more than they saw.</summary>
public sealed class BoundActTests(PostgresFixture postgres) : QueueTest(postgres)
{
    public static TheoryData<string> Acts { get; } = ["retry", "postpone", "stop", "discard"];

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Nothing_is_done_when_it_would_be_done_to_more_than_was_expected(string act)
    {
        await AddScheduledAsync("1", "2");
        var filter = new JobFilter { State = JobState.Scheduled, AtMost = 2 };
        await AddScheduledAsync("3");

        var refused = await Assert.ThrowsAsync<MoreJobsException>(() => ActAsync(act, filter));

        Assert.Equal(3, refused.Count);
        Assert.Empty(await ActionsAsync());
        Assert.Equal(3, (await PageAsync(new JobFilter { State = JobState.Scheduled })).Count);
        Assert.Equal(3, await ActAsync(act, filter with { AtMost = 3 }));
        Assert.Equal(3, (await ActionsAsync()).Count(action => action.Action == act));
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Jobs_that_come_to_match_after_somebody_looked_are_left_alone(string act)
    {
        await AddScheduledAsync("1", "2");
        await EnqueueAsync(Kinds.Plain, "begins to match");
        var filter = new JobFilter { State = JobState.Scheduled };
        var seen = await WithConnectionAsync(connection => Inspector.MatchingAsync(connection, filter, Cancelled));
        Assert.Equal((2, 2L), (Assert.Single(seen).Ids.Count, seen[0].Count.Count));

        // One comes, one begins to match, and one does not any more: as many as before, and not the same.
        await ExecuteAsync("UPDATE background_jobs SET state = 'scheduled' WHERE key = 'begins to match'; DELETE FROM background_jobs WHERE key = '2'");
        await AddScheduledAsync("3");

        Assert.Equal(1, await ActAsync(act, filter with { Ids = seen[0].Ids }));
        Assert.Equal("1", Assert.Single(await ActionsAsync()).Key);
    }

    [Fact]
    public async Task Jobs_that_were_added_after_a_job_can_be_left_out()
    {
        await AddScheduledAsync("1", "2", "3");
        var second = (await JobAsync("2")).Id;

        Assert.Equal(["2", "1"], (await PageAsync(new JobFilter { MaxId = second })).Select(job => job.Key));
        Assert.Equal(2, await DiscardAsync(new JobFilter { MaxId = second }));
        Assert.Equal("3", Assert.Single(await PageAsync(new JobFilter())).Key);
    }

    private Task<int> ActAsync(string act, JobFilter filter) => WithConnectionAsync(connection => act switch
    {
        "retry" => Administrator.RetryAsync(connection, filter, "ada", Cancelled),
        "postpone" => Administrator.PostponeAsync(connection, filter, TimeProvider.System.GetUtcNow().AddHours(2), "ada", null, Cancelled),
        "stop" => Administrator.StopAsync(connection, filter, "ada", "Not now.", Cancelled),
        _ => Administrator.DiscardAsync(connection, filter, "ada", "Not wanted.", Cancelled),
    });

    private Task AddScheduledAsync(params string[] texts) => EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, texts);
}
