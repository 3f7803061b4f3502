using System.Collections.Concurrent;

namespace Registry.Jobs.Queue.Tests.Running;

public sealed class BatchTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private readonly JobKind<Note> _batched = Kinds.Named("batched") with { BatchSize = 4 };
    private readonly ConcurrentQueue<string> _batches = new();

    [Fact]
    public async Task One_attempt_takes_up_to_so_many_jobs_of_one_kind()
    {
        await EnqueueAsync(_batched, "1", "2");
        await EnqueueAsync(Kinds.Plain, "plain");
        await EnqueueAsync(_batched, "3", "4", "5", "6");

        var attempts = await BuildDriver(NoteAsync, kinds: [_batched, Kinds.Plain]).RunAllPendingAsync(Cancelled);

        Assert.Equal(["1 2 3 4", "plain", "5 6"], _batches);
        Assert.Equal(3, attempts);
        Assert.Equal(0, await CountJobsAsync());
    }

    [Fact]
    public async Task Jobs_of_an_attempt_are_done_together_or_fail_together()
    {
        var driver = BuildDriver(async (batch, cancellationToken) =>
        {
            await Effects.WriteAsync(batch, cancellationToken);
            if (batch.Jobs is [.., { Arguments.Text: "bad" }])
                throw new InvalidOperationException("Bad.");
        }, options => options.Retry = new RetryPolicy(), _batched);
        await EnqueueAsync(_batched, "1", "2", "3", "4", "5", "bad");

        await driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["1", "2", "3", "4"], await EffectsAsync());
        Assert.Equal((1, "Bad."), (Assert.Single(await JobsAsync("5")).Attempts, Assert.Single(await JobsAsync("bad")).LastError));
        Assert.Equal(1, await QueryAsync<long>("SELECT count(DISTINCT started_at) FROM background_job_attempts WHERE outcome = 'done'"));
    }

    [Fact]
    public async Task A_bad_job_holds_up_the_others_only_until_batches_are_small()
    {
        var driver = BuildDriver(async (batch, cancellationToken) =>
        {
            if (batch.Jobs.Any(job => job.Arguments.Text == "bad"))
                throw new InvalidOperationException("Bad.");
            await Effects.WriteAsync(batch, cancellationToken);
        }, options => options.Retry = new RetryPolicy(), _batched);
        await EnqueueAsync(_batched, "bad", "1", "2", "3");

        for (var round = 0; round < 3; round++)
        {
            await driver.RunAllPendingAsync(Cancelled);
            await driver.MakeAllDueAsync(Cancelled);
        }

        Assert.Equal(["1", "2", "3"], [.. (await EffectsAsync()).Order()]);
        Assert.Equal(3, Assert.Single(await JobsAsync("bad")).Attempts);
    }

    private Task NoteAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
    {
        _batches.Enqueue(string.Join(' ', batch.Jobs.Select(job => job.Arguments.Text)));
        return Task.CompletedTask;
    }
}
