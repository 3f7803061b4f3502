namespace Registry.Jobs.Queue.Tests.Enqueueing;

public sealed class EnqueueingTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_job_of_a_rolled_back_transaction_never_runs()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using (var transaction = await connection.BeginTransactionAsync(Cancelled))
        {
            await Client.Queue.EnqueueAsync(transaction, Kinds.Plain, new Note("rolled back"), Cancelled);
            await transaction.RollbackAsync(Cancelled);
        }

        await EnqueueAsync(Kinds.Plain, "committed");
        await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled);

        Assert.Equal(["committed"], await EffectsAsync());
    }

    [Fact]
    public async Task A_job_does_not_run_before_its_transaction_commits()
    {
        var driver = BuildDriver(Effects.WriteAsync);
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await Client.Queue.EnqueueAsync(transaction, Kinds.Plain, new Note("later"), Cancelled);

        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        await transaction.CommitAsync(Cancelled);

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await transaction.CommitAsync(Cancelled);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Client.Queue.EnqueueAsync(transaction, Kinds.Plain, new Note("late"), Cancelled));
    }

    [Fact]
    public async Task Jobs_run_by_priority_and_then_in_the_order_they_were_added()
    {
        var driver = BuildDriver(Effects.WriteAsync);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async enqueuer =>
        {
            foreach (var priority in new short[] { 0, 5, -1, 5 })
                await EnqueueAsync(Kinds.Plain with { Priority = priority }, $"{enqueuer}: {priority}");
        }));
        var expected = await QueryAsync<string[]>("SELECT array_agg(key ORDER BY priority DESC, id) FROM background_jobs");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(16, expected.Length);
        Assert.Equal(expected, await EffectsAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a\ttab")]
    public void A_kinds_name_is_one_word(string name) => Assert.ThrowsAny<ArgumentException>(() => new JobKind<Note>(name));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_timeout_is_positive(int milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Kinds.Plain with { Timeout = TimeSpan.FromMilliseconds(milliseconds) });
}
