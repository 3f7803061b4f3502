namespace Registry.Jobs.Queue.FaultTests.Strange;

public sealed class HugePayloadTests(PostgresFixture postgres) : FaultTest(postgres)
{
    [Fact]
    public async Task Arguments_of_many_megabytes_are_run_like_others()
    {
        await StartWorkerAsync(Orders);

        // A deed that nobody knows is to write.
        await EnqueueAsync(Kinds.Plain, new Errand("huge", 1, new string('x', 20 << 20)), new Errand("small", 1, Deeds.Write));
        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(2);
    }
}
