namespace Registry.Jobs.Queue.Tests.Inspecting;

/// <summary>Jobs that were done lately are found.</summary>
public sealed class DoneTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Jobs_are_listed_in_the_order_in_which_they_were_done_page_by_page()
    {
        var driver = BuildDriver(Effects.WriteAsync);
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "first added");
        await EnqueueAsync(Kinds.Plain, "1", "2", "3");
        await driver.RunAllPendingAsync(Cancelled);
        await driver.MakeAllDueAsync(Cancelled);
        await driver.RunAllPendingAsync(Cancelled);

        var first = await DoneAsync(new JobFilter(), null, 2);
        var second = await DoneAsync(new JobFilter(), first[^1].Id, 2);
        Assert.Equal(["first added", "3"], first.Select(job => job.Key));
        Assert.Equal(["2", "1"], second.Select(job => job.Key));
        Assert.Empty(await DoneAsync(new JobFilter(), second[^1].Id, 2));
        Assert.Equal((1L, Kinds.Plain.Name, "default", 1), (first[0].Id, first[0].Kind, first[0].Queue, first[0].Attempt));
        Assert.InRange(first[0].FinishedAt, first[0].StartedAt, DateTimeOffset.MaxValue);
    }

    [Fact]
    public async Task They_are_found_by_what_is_kept_of_them()
    {
        await EnqueueAsync(Kinds.Plain, "1", "2");
        await EnqueueAsync(Kinds.Exclusive, "3");
        var driver = BuildDriver(Effects.WriteAsync, options => options.WorkerName = "harbour", Kinds.Plain, Kinds.Exclusive);
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal("3", await KeysAsync(new JobFilter { Queue = "exclusive" }));
        Assert.Equal("2 1", await KeysAsync(new JobFilter { Kind = Kinds.Plain.Name }));
        Assert.Equal("2", await KeysAsync(new JobFilter { Key = "2" }));
        Assert.Equal("1", await KeysAsync(new JobFilter { Ids = [1] }));
        Assert.Equal(3, (await DoneAsync(new JobFilter { Worker = "harbour" })).Count);
        Assert.Empty(await DoneAsync(new JobFilter { Worker = "harb" }));
        await Assert.ThrowsAsync<ArgumentException>(() => DoneAsync(new JobFilter { MinAttempts = 2 }));
    }

    [Fact]
    public async Task What_did_not_end_well_or_is_not_recorded_is_not_among_them()
    {
        var silent = Kinds.Named("silent") with { RecordDone = false };
        await EnqueueAsync(silent, "1");
        await EnqueueAsync(Kinds.Plain, "2");
        await BuildDriver(
            (batch, _) => batch.Jobs[0].Arguments.Text == "2" ? throw new InvalidOperationException("No.") : Task.CompletedTask, null, silent, Kinds.Plain)
            .RunAllPendingAsync(Cancelled);
        Assert.Empty(await DoneAsync(new JobFilter()));
    }

    private async Task<string> KeysAsync(JobFilter filter) => string.Join(' ', (await DoneAsync(filter)).Select(job => job.Key));

    private Task<IReadOnlyList<DoneJob>> DoneAsync(JobFilter filter, long? before = null, int limit = 100) =>
        WithConnectionAsync(connection => Inspector.DoneAsync(connection, filter, before, limit, Cancelled));
}
