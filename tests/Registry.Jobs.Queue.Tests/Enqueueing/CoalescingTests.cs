using Npgsql;
using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue.Tests.Enqueueing;

public sealed class CoalescingTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task An_unstarted_twin_stands_for_the_new_job()
    {
        await EnqueueAsync(Kinds.Coalescing, "same", "other");
        await EnqueueAsync(Kinds.Coalescing, "same");
        await EnqueueAsync(Kinds.Coalescing, "same", "same");

        await DriverOf(Effects.WriteAsync).RunAllPendingAsync(Cancelled);

        Assert.Equal(["same", "other"], await EffectsAsync());
    }

    [Fact]
    public async Task Jobs_without_a_key_have_no_twins()
    {
        var kind = Kinds.Coalescing with { Key = _ => null };
        await EnqueueAsync(kind, "one", "two");

        Assert.Equal(2, await CountJobsAsync());
    }

    [Fact]
    public async Task A_running_twin_does_not_stand_for_the_new_job()
    {
        var gate = new Gate();
        await StartWorkerAsync(
            "worker",
            async (batch, cancellationToken) =>
            {
                await gate.PassAsync(cancellationToken);
                await Effects.WriteAsync(batch, cancellationToken);
            },
            kinds: Kinds.Coalescing);
        await EnqueueAsync(Kinds.Coalescing, "same");
        await gate.EnteredAsync();

        await EnqueueAsync(Kinds.Coalescing, "same");
        gate.Open();
        await NoJobIsLeftAsync();

        Assert.Equal(["same", "same"], await EffectsAsync());
    }

    [Fact]
    public async Task A_waiting_twin_cannot_run_before_what_the_enqueuer_wrote_can_be_seen()
    {
        var driver = DriverOf(CopyStateAsync);
        await EnqueueAsync(Kinds.Coalescing, "same");
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await Effects.WriteAsync(transaction, "state", Cancelled);
        await Client.Queue.EnqueueAsync(transaction, Kinds.Coalescing, new Note("same"), Cancelled);

        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        await transaction.CommitAsync(Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));

        Assert.Equal(["state", "saw 1"], await EffectsAsync());
    }

    [Fact]
    public async Task A_twin_is_free_again_when_the_enqueuer_rolls_back()
    {
        await EnqueueAsync(Kinds.Coalescing, "same");
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await Client.Queue.EnqueueAsync(transaction, Kinds.Coalescing, new Note("same"), Cancelled);
        await transaction.RollbackAsync(Cancelled);

        Assert.Equal(1, await DriverOf(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task A_twin_in_backoff_is_moved_up()
    {
        var broken = true;
        var driver = DriverOf(
            (batch, cancellationToken) => broken ? throw new InvalidOperationException("Broken.") : Effects.WriteAsync(batch, cancellationToken),
            options => options.Retry = new RetryPolicy());
        await EnqueueAsync(Kinds.Coalescing, "same");
        await driver.RunAllPendingAsync(Cancelled);
        broken = false;
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));

        await EnqueueAsync(Kinds.Coalescing, "same");

        Assert.Equal(1, await CountJobsAsync());
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal(["same"], await EffectsAsync());
    }

    [Fact]
    public async Task A_twin_takes_over_a_higher_priority()
    {
        await EnqueueAsync(Kinds.Coalescing, "first", "urgent");
        await EnqueueAsync(Kinds.Coalescing with { Priority = 1 }, "urgent");

        await DriverOf(Effects.WriteAsync).RunAllPendingAsync(Cancelled);

        Assert.Equal(["urgent", "first"], await EffectsAsync());
    }

    [Fact]
    public async Task A_twin_that_is_due_anyway_is_not_written_again()
    {
        await EnqueueAsync(Kinds.Coalescing, "same");
        var place = await QueryAsync<string>("SELECT ctid::text FROM background_jobs");

        await EnqueueAsync(Kinds.Coalescing, "same");

        Assert.Equal(place, await QueryAsync<string>("SELECT ctid::text FROM background_jobs"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_adds_its_own_successor_is_no_twin_of_it(bool byTheBatch)
    {
        var driver = DriverOf(async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            if ((await EffectsAsync()).Length > 0)
                return;
            var successor = new Note("same");
            if (byTheBatch)
                await batch.EnqueueAsync(Kinds.Coalescing, successor, cancellationToken);
            else
                await Client.Queue.EnqueueAsync(batch.Transaction, Kinds.Coalescing, successor, cancellationToken);
        });
        await EnqueueAsync(Kinds.Coalescing, "same");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["same", "same"], await EffectsAsync());
    }

    private JobTestDriver DriverOf(Handling handle, Action<JobQueueOptions>? configure = null) =>
        BuildDriver(handle, configure, Kinds.Coalescing);

    private static async Task CopyStateAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO effects (job) SELECT 'saw ' || count(*) FROM effects", batch.Transaction.Connection, batch.Transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
