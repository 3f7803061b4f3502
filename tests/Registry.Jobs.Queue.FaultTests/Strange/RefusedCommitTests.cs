namespace Registry.Jobs.Queue.FaultTests.Strange;

/// <summary>What the handler wrote is refused only when it is committed, as by a deferred constraint.</summary>
public sealed class RefusedCommitTests(PostgresFixture postgres) : FaultTest(postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_attempt_counts_as_failed_and_stops_nobody(bool ordered)
    {
        var kind = ordered ? Kinds.Ordered : Kinds.Plain;
        await ExecuteAsync("ALTER TABLE diary ADD UNIQUE (key, number) DEFERRABLE INITIALLY DEFERRED");
        await ExecuteAsync("INSERT INTO diary (key, number, is_done) VALUES ('bad', 1, false)");
        await EnqueueAsync(kind, new Errand("bad", 1, Deeds.Write), new Errand("good", 1, Deeds.Write));

        await StartWorkerAsync(Orders with { Workers = 1 });
        await Wait.UntilAsync(async () => await JobsAsync("bad") is [{ Attempts: >= 2 }], Patience, "two attempts");
        await Wait.UntilAsync(async () => (await JobsAsync("good")).Count == 0, Patience, "the other job to be done");
        Assert.Contains("unique", (await JobsAsync("bad"))[0].LastError, StringComparison.Ordinal);
        await ExecuteAsync("DELETE FROM diary WHERE NOT is_done");
        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(2);
    }
}
