using System.Data;
using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue.Tests.Ordering;

public sealed class OrderingKeyTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private string _failing = "";

    [Fact]
    public async Task Those_behind_a_job_that_has_to_be_tried_again_wait_and_other_keys_do_not()
    {
        var driver = BuildOrderedDriver();
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2", "b/1", "a/3");
        _failing = "a/1";

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["b/1"], await EffectsAsync());
        Assert.Equal(JobState.Scheduled, (await JobAsync("a/1")).State);
        Assert.Equal((JobState.Blocked, "a"), ((await JobAsync("a/2")).State, (await JobAsync("a/2")).OrderingKey));
        _failing = "";
        await driver.MakeAllDueAsync(Cancelled);
        await driver.RunAllPendingAsync(Cancelled);
        Assert.Equal(["b/1", "a/1", "a/2", "a/3"], await EffectsAsync());
    }

    [Fact]
    public async Task An_order_goes_across_kinds_and_queues()
    {
        var elsewhere = Kinds.Exclusive with { OrderingKey = Kinds.OrderOf };
        var driver = BuildDriver(Effects.WriteAsync, kinds: [Kinds.Ordered, elsewhere]);
        await EnqueueAsync(elsewhere, "a/1");
        await EnqueueAsync(Kinds.Ordered, "a/2");
        await EnqueueAsync(elsewhere, "a/3");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/1", "a/2", "a/3"], await EffectsAsync());
    }

    [Fact]
    public async Task A_handler_may_add_the_next_job_of_its_own_key()
    {
        var driver = BuildDriver(
            async (batch, cancellationToken) =>
            {
                await Effects.WriteAsync(batch, cancellationToken);
                if (batch.Jobs[0].Arguments.Text == "a/1")
                    await batch.EnqueueAsync(Kinds.Ordered, new Note("a/3"), cancellationToken);
            },
            kinds: Kinds.Ordered);
        await EnqueueAsync(Kinds.Ordered, "a/1", "a/2");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/1", "a/2", "a/3"], await EffectsAsync());
    }

    [Fact]
    public async Task A_delayed_head_holds_back_those_behind_it()
    {
        var driver = BuildOrderedDriver();
        await EnqueueAsync(Kinds.Ordered, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "a/1");
        await EnqueueAsync(Kinds.Ordered, "a/2");
        await driver.RunAllPendingAsync(Cancelled);
        Assert.Empty(await EffectsAsync());

        await driver.AdvanceAsync(TimeSpan.FromHours(1), Cancelled);
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/1", "a/2"], await EffectsAsync());
    }

    [Fact]
    public async Task A_blocked_job_with_a_delay_of_its_own_waits_for_that_too()
    {
        var driver = BuildOrderedDriver();
        await EnqueueAsync(Kinds.Ordered, "a/1");
        await EnqueueAsync(Kinds.Ordered, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "a/2");

        await driver.RunAllPendingAsync(Cancelled);
        Assert.Equal(JobState.Scheduled, (await JobAsync("a/2")).State);
        await driver.AdvanceAsync(TimeSpan.FromHours(1), Cancelled);
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/1", "a/2"], await EffectsAsync());
    }

    [Fact]
    public async Task Time_that_passes_counts_for_blocked_jobs_too()
    {
        var driver = BuildOrderedDriver();
        await EnqueueAsync(Kinds.Ordered, "a/1");
        await EnqueueAsync(Kinds.Ordered, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "a/2");

        await driver.AdvanceAsync(TimeSpan.FromHours(1), Cancelled);
        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/1", "a/2"], await EffectsAsync());
    }

    [Fact]
    public async Task A_batch_takes_one_job_of_each_key()
    {
        var batches = new List<string>();
        var batched = Kinds.Ordered with { BatchSize = 10 };
        var driver = BuildDriver(
            (batch, _) =>
            {
                batches.Add(string.Join(' ', batch.Jobs.Select(job => job.Arguments.Text)));
                return Task.CompletedTask;
            },
            kinds: batched);
        await EnqueueAsync(batched, "a/1", "a/2", "b/1", "c/1", "b/2");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["a/1 b/1 c/1", "a/2 b/2"], batches);
    }

    [Fact]
    public async Task A_failed_item_of_a_batch_holds_back_its_own_key_only()
    {
        var batched = Kinds.Ordered with { BatchSize = 10 };
        var driver = BuildDriver(
            async (batch, cancellationToken) =>
            {
                foreach (var job in batch.Jobs)
                {
                    if (job.Arguments.Text == "a/1")
                        batch.Fail(job, new InvalidOperationException("Bad."));
                    else
                        await Effects.WriteAsync(batch.Transaction, job.Arguments.Text, cancellationToken);
                }
            },
            options => options.Retry = new RetryPolicy(),
            batched);
        await EnqueueAsync(batched, "a/1", "b/1", "a/2", "b/2");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["b/1", "b/2"], await EffectsAsync());
        Assert.Equal((JobState.Scheduled, JobState.Blocked), ((await JobAsync("a/1")).State, (await JobAsync("a/2")).State));
    }

    [Fact]
    public async Task An_enqueuer_waits_for_one_that_was_there_before_it()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await Client.Queue.EnqueueAsync(transaction, Kinds.Ordered, new Note("a/1"), Cancelled);

        var second = EnqueueAsync(Kinds.Ordered, "a/2");
        await Wait.UntilAsync(
            () => QueryAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"), timeout: null, "the second");
        await EnqueueAsync(Kinds.Ordered, "b/1");
        Assert.False(second.IsCompleted);
        await transaction.CommitAsync(Cancelled);
        await second;

        Assert.Equal((JobState.Ready, JobState.Blocked), ((await JobAsync("a/1")).State, (await JobAsync("a/2")).State));
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task A_transaction_that_does_not_see_what_others_added_is_refused(IsolationLevel level)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(level, Cancelled);

        var exception = await Assert.ThrowsAsync<ArgumentException>(
            () => Client.Queue.EnqueueAsync(transaction, Kinds.Ordered, new Note("a/1"), Cancelled));

        Assert.Contains("READ COMMITTED", exception.Message, StringComparison.Ordinal);
        await Client.Queue.EnqueueAsync(transaction, Kinds.Plain, new Note("plain"), Cancelled);
    }

    [Fact]
    public async Task A_job_of_an_ordering_key_keeps_the_priority_of_its_kind()
    {
        await EnqueueAsync(Kinds.Ordered, new EnqueueOptions { Priority = 9 }, "a/1");

        Assert.Equal(0, (await JobAsync("a/1")).Priority);
    }

    private JobTestDriver BuildOrderedDriver(bool mayFailOnce = false) => BuildDriver(
        (batch, cancellationToken) => _failing == "all" || batch.Jobs[0].Arguments.Text == _failing
            ? throw new InvalidOperationException("Broken.")
            : Effects.WriteAsync(batch, cancellationToken),
        options => options.Retry = new RetryPolicy { MaxAttempts = mayFailOnce ? 1 : null },
        Kinds.Ordered);
}
