namespace Registry.Jobs.Queue.Tests.Driving;

public sealed class JobTestDriverTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Everything_due_is_run_and_what_that_adds_in_any_queue()
    {
        var driver = BuildDriver(async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            if (batch.Jobs[0].Arguments.Text is "one")
                await batch.EnqueueAsync(Kinds.Exclusive, new Note("two"), cancellationToken);
            if (batch.Jobs[0].Arguments.Text is "two")
                await batch.EnqueueAsync(Kinds.Plain, new Note("three"), cancellationToken);
        }, kinds: [Kinds.Plain, Kinds.Exclusive]);
        await EnqueueAsync(Kinds.Plain, "one");

        Assert.Equal(3, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal(["one", "two", "three"], await EffectsAsync());
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task Jobs_that_wait_for_a_retry_run_when_made_due()
    {
        var driver = BuildDriver(
            (batch, cancellationToken) => batch.Jobs[0].Attempt == 1
                ? throw new InvalidOperationException("Not yet.")
                : Effects.WriteAsync(batch, cancellationToken),
            options => options.Retry = new RetryPolicy());
        await EnqueueAsync(Kinds.Plain, "one");

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal(["one"], await EffectsAsync());
    }

    [Fact]
    public async Task Failed_jobs_are_told_with_their_errors()
    {
        var driver = BuildDriver(
            (batch, _) => throw new InvalidOperationException($"No {batch.Jobs[0].Arguments.Text}."), options => options.Retry = new RetryPolicy());
        await driver.AssertNoneFailedAsync(Cancelled);
        await EnqueueAsync(Kinds.Plain, [.. Enumerable.Range(1, 25).Select(number => $"bread {number}")]);
        await driver.AssertNoneFailedAsync(Cancelled);
        await driver.RunAllPendingAsync(Cancelled);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => driver.AssertNoneFailedAsync(Cancelled));

        Assert.StartsWith("25 jobs failed: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("plain bread 1: No bread 1.", exception.Message, StringComparison.Ordinal);
    }
}
