using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Tests.Running;

/// <summary>Rows that a process cannot make sense of.</summary>
public sealed class StrangeJobsTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Unknown_kinds_stay_and_stop_nobody()
    {
        await EnqueueAsync(Kinds.Named("unknown"), "strange");
        await EnqueueAsync(Kinds.Plain, "known");

        Assert.Equal(1, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));

        Assert.Equal(["known"], await EffectsAsync());
        Assert.Equal(0, Assert.Single(await JobsAsync("strange")).Attempts);
        Assert.Equal("strange", Assert.Single(await PageAsync(new JobFilter { Kind = "unknown" })).Key);
        Assert.Equal(1, (await QueueAsync("default")).Ready);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1, 2]")]
    [InlineData("{\"text\": 5}")]
    public async Task Unreadable_arguments_are_a_failure_and_stop_nobody(string json)
    {
        await EnqueueAsync(Kinds.Plain, "bad");
        await ExecuteAsync($"UPDATE background_jobs SET arguments = '{json}'");
        await EnqueueAsync(Kinds.Plain, "good");

        await BuildDriver(Effects.WriteAsync, Patient).RunAllPendingAsync(Cancelled);

        Assert.Equal(["good"], await EffectsAsync());
        var job = Assert.Single(await JobsAsync("bad"));
        Assert.StartsWith("The arguments cannot be read", job.LastError, StringComparison.Ordinal);
        Assert.Equal((1, true), (job.Attempts, job.IsDelayed));
        Assert.False(Assert.Single(await AttemptsAsync("bad")).Succeeded);
    }

    [Fact]
    public async Task Unreadable_arguments_within_a_batch_leave_the_rest_of_it_alone()
    {
        var batched = Kinds.Plain with { BatchSize = 10 };
        await EnqueueAsync(batched, "1", "bad", "2");
        await ExecuteAsync("UPDATE background_jobs SET arguments = 'null' WHERE key = 'bad'");

        await BuildDriver(Effects.WriteAsync, Patient, batched).RunAllPendingAsync(Cancelled);

        Assert.Equal(["1", "2"], await EffectsAsync());
        Assert.Equal(1, Assert.Single(await JobsAsync("bad")).Attempts);
    }

    [Fact]
    public async Task Arguments_that_throw_while_they_are_made_are_a_failure_and_stop_nobody()
    {
        var fussy = new JobKind<Fussy>("fussy") { Key = _ => "bad" };
        var host = Build(
            queue =>
            {
                queue.Services.AddSingleton<Handling>(Effects.WriteAsync);
                queue.AddHandler<Fussy, FussyHandler>(fussy).AddHandler<Note, NoteHandler>(Kinds.Plain).AddTestDriver();
            },
            Patient);
        await ExecuteAsync("INSERT INTO background_jobs (queue, kind, key, arguments) VALUES ('default', 'fussy', 'bad', '{\"size\": -1}')");
        await EnqueueAsync(Kinds.Plain, "good");

        await host.Driver.RunAllPendingAsync(Cancelled);

        Assert.Equal(["good"], await EffectsAsync());
        Assert.Equal(1, Assert.Single(await JobsAsync("bad")).Attempts);
    }

    private static void Patient(JobQueueOptions options) => options.Retry = new RetryPolicy();

    private sealed record Fussy
    {
        public required int Size
        {
            get;
            init
            {
                ArgumentOutOfRangeException.ThrowIfNegative(value);
                field = value;
            }
        }
    }

    private sealed class FussyHandler : IJobHandler<Fussy>
    {
        public Task RunAsync(JobBatch<Fussy> batch, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
