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
}
