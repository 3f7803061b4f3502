namespace Registry.Jobs.Queue.Tests.Inspecting;

public sealed class ErrorGroupTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Failures_that_differ_in_numbers_and_ids_only_are_one_group()
    {
        foreach (var key in new[] { "1", "2", "3", "4", "fine" })
            await EnqueueAsync(Kinds.Plain, key);
        await ExecuteAsync("""
            UPDATE background_jobs SET last_error = 'Change pub_7f3k2m9q of 1.2.3 at 10:42:07 is rejected.', attempts = 1 WHERE key = '1';
            UPDATE background_jobs SET last_error = E'Change pub_9z8y7x6w of 0.10.0 at 11:00:00 is rejected.\nMore of it.', attempts = 4 WHERE key = '2';
            UPDATE background_jobs SET last_error = 'Change deadbee1 of 2.0.0 at 0:00:01 is rejected.', state = 'dead' WHERE key = '3';
            UPDATE background_jobs SET last_error = 'The disk is full.' WHERE key = '4'
            """);

        var groups = await WithConnectionAsync(connection => Inspector.ErrorGroupsAsync(connection, new JobFilter(), 10, Cancelled));

        Assert.Equal(["Change # of # at # is rejected.", "The disk is full."], groups.Select(group => group.Error));
        Assert.Equal((3L, 1L, 4), (groups[0].Count, groups[0].Dead, groups[0].MaxAttempts));
        Assert.Equal([Kinds.Plain.Name], groups[0].Kinds);
        Assert.Contains("deadbee1", groups[0].Sample, StringComparison.Ordinal);
        Assert.Equal(3, await WithConnectionAsync(connection => Inspector.CountAsync(
            connection, new JobFilter { FoldedError = groups[0].Error }, Cancelled)));
        var counts = await WithConnectionAsync(connection => Inspector.CountsAsync(
            connection, new JobFilter { FoldedError = groups[0].Error }, Cancelled));
        Assert.Equal([(JobState.Dead, 1L, 0L), (JobState.Ready, 2L, 2L)], counts.Select(count => (count.State, count.Count, count.Tried)));
    }

    [Theory]
    [InlineData("Cannot write /var/lib/registry/ti/de/tide-tables: no space", "Cannot write #: no space")]
    [InlineData("Cannot write '/var/lib/moor-line' or \"ti/de/tide.d/\"", "Cannot write '#' or \"#\"")]
    [InlineData("GET https://git.example:8443/crates/tide?x=y failed", "GET https://git.example:#?x=y failed")]
    [InlineData("GET https://git.example/ failed, and/or /tmp is full", "GET https://git.example/ failed, and/or /tmp is full")]
    public async Task Failures_that_differ_in_paths_only_are_one_group(string error, string folded)
    {
        await EnqueueAsync(Kinds.Plain, "1");
        await ExecuteAsync($"UPDATE background_jobs SET last_error = '{error.Replace("'", "''", StringComparison.Ordinal)}'");
        Assert.Equal(folded, Assert.Single(await GroupsAsync()).Error);
        Assert.Single(await PageAsync(new JobFilter { FoldedError = folded }));
    }

    [Fact]
    public async Task A_group_says_when_its_jobs_failed_of_it_and_not_when_they_were_added()
    {
        var number = 0;
        var error = "The disk";
        var driver = BuildDriver((_, _) => throw new InvalidOperationException($"{error} {++number} is full."), RetryInAnHour);
        await EnqueueAsync(Kinds.Plain, "1");
        await ExecuteAsync("UPDATE background_jobs SET created_at = created_at - interval '3 days'");
        var before = await ClockAsync();
        await driver.RunAllPendingAsync(Cancelled);
        var first = await ClockAsync();
        await FailAgainAsync();

        var group = Assert.Single(await GroupsAsync());
        Assert.InRange(group.FirstAt, before, first);
        Assert.InRange(group.LastAt, first, await ClockAsync());

        // It fails of something else now, and has done so only from here on.
        error = "The table";
        var changed = await ClockAsync();
        await FailAgainAsync();
        group = Assert.Single(await GroupsAsync());
        Assert.InRange(group.FirstAt, changed, await ClockAsync());
        Assert.InRange(group.LastAt, changed, await ClockAsync());

        async Task FailAgainAsync()
        {
            await driver.MakeAllDueAsync(Cancelled);
            await driver.RunAllPendingAsync(Cancelled);
        }
    }

    [Fact]
    public async Task Attempts_are_counted_by_how_they_ended_in_spans()
    {
        await EnqueueAsync(Kinds.Plain, "1");
        await EnqueueAsync(Kinds.Plain, "2");
        await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled);
        await EnqueueAsync(Kinds.Plain, "3");
        await BuildDriver((_, _) => throw new InvalidOperationException("No.")).RunAllPendingAsync(Cancelled);
        var since = TimeProvider.System.GetUtcNow().AddMinutes(-30);

        var spans = await WithConnectionAsync(connection => Inspector.SpansAsync(connection, since, TimeSpan.FromHours(1), Cancelled));

        var span = Assert.Single(spans);
        Assert.Equal(2L, span.Done);

        // The next try may come due while the first is still being told of.
        Assert.InRange(span.Failed, 1L, 3L);
        Assert.True((span.From - since).Duration() < TimeSpan.FromMilliseconds(1));
    }

    private static void RetryInAnHour(JobQueueOptions options) =>
        options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) };

    private Task<IReadOnlyList<ErrorGroup>> GroupsAsync() =>
        WithConnectionAsync(connection => Inspector.ErrorGroupsAsync(connection, new JobFilter(), 10, Cancelled));

    private async Task<DateTimeOffset> ClockAsync() => await QueryAsync<DateTime>("SELECT clock_timestamp()");
}
