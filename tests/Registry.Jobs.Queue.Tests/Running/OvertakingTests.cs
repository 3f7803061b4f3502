using System.Collections.Concurrent;
using Npgsql;

namespace Registry.Jobs.Queue.Tests.Running;

/// <summary>Jobs that appear before the place where a busy worker found jobs last.</summary>
public sealed class OvertakingTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private const int Backlog = 3000;

    private readonly ConcurrentQueue<string> _order = new();

    [Theory]
    [InlineData(5)]
    [InlineData(9)]
    public async Task An_urgent_job_is_run_promptly_in_the_midst_of_a_backlog(short priority)
    {
        // One of a priority that a kind of this process has, and one that nobody could know of.
        var urgent = Kinds.FollowUp with { Priority = 5 };
        await AddBacklogAsync();
        await StartSlowWorkerAsync(urgent);
        await WorkedOffAsync(100);

        await EnqueueAsync(urgent, new EnqueueOptions { Priority = priority }, "urgent");
        await Wait.UntilAsync(() => _order.Contains("urgent"), TimeSpan.FromSeconds(5), "the urgent job to be run");

        Assert.True(await CountJobsAsync() > Backlog / 4, "The backlog should have lasted.");
    }

    [Fact]
    public async Task A_job_with_a_low_id_that_was_committed_late_is_found_under_load()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await Client.Queue.EnqueueAsync(transaction, Kinds.Plain, new Note("late"), Cancelled);
        await AddBacklogAsync();
        await StartSlowWorkerAsync(Kinds.FollowUp);
        await WorkedOffAsync(500);

        await transaction.CommitAsync(Cancelled);
        await Wait.UntilAsync(() => _order.Contains("late"), TimeSpan.FromSeconds(5), "the late job to be run");

        Assert.True(await CountJobsAsync() > Backlog / 4, "The backlog should have lasted.");
    }

    [Fact]
    public async Task Jobs_that_were_put_back_are_found_under_load()
    {
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(500) }, "put back");
        await AddBacklogAsync();
        await StartSlowWorkerAsync(Kinds.FollowUp);
        await WorkedOffAsync(500);

        await Wait.UntilAsync(() => _order.Contains("put back"), TimeSpan.FromSeconds(5), "the job to be run");

        Assert.True(await CountJobsAsync() > Backlog / 4, "The backlog should have lasted.");
    }

    [Fact]
    public async Task Every_job_of_racing_enqueuers_is_run_however_late_they_commit()
    {
        await StartWorkerAsync("worker", Effects.WriteAsync, options => options.Queues["default"] = new QueueOptions { Workers = 4 });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async enqueuer =>
        {
            await using var connection = await Database.OpenConnectionAsync(Cancelled);
            for (var number = 0; number < 60; number++)
            {
                await using var transaction = await connection.BeginTransactionAsync(Cancelled);
                await Client.Queue.EnqueueAsync(transaction, Kinds.Plain, new Note($"{enqueuer} {number}"), Cancelled);
                await Task.Delay(Random.Shared.Next(20), Cancelled);
                await transaction.CommitAsync(Cancelled);
            }
        }));
        await NoJobIsLeftAsync();

        Assert.Equal(480, (await EffectsAsync()).Distinct().Count());
        Assert.Equal(480, (await EffectsAsync()).Length);
    }

    private async Task AddBacklogAsync()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await Client.Queue.EnqueueManyAsync(transaction, Kinds.Plain, [.. Enumerable.Range(0, Backlog).Select(number => new Note($"{number}"))], Cancelled);
        await transaction.CommitAsync(Cancelled);
    }

    /// <summary>The backlog lasts for about ten seconds.</summary>
    private Task<QueueHost> StartSlowWorkerAsync(JobKind<Note> other) => StartWorkerAsync(
        "worker",
        async (batch, cancellationToken) =>
        {
            _order.Enqueue(batch.Jobs[0].Arguments.Text);
            await using var pause = new NpgsqlCommand("SELECT pg_sleep(0.006)", batch.Transaction.Connection, batch.Transaction);
            await pause.ExecuteNonQueryAsync(cancellationToken);
        },
        options => options.Queues["default"] = new QueueOptions { Workers = 2 },
        Kinds.Plain,
        other);

    private Task WorkedOffAsync(int count) => Wait.UntilAsync(() => _order.Count >= count, timeout: null, "the worker to be well into the backlog");
}
