using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Tests.Enqueueing;

public sealed class DelayTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_delayed_job_starts_when_its_time_has_come_and_not_at_the_next_poll()
    {
        var lateness = new ConcurrentQueue<TimeSpan>();
        await StartWorkerAsync(
            "worker",
            async (batch, cancellationToken) =>
            {
                lateness.Enqueue(batch.Jobs[0].StartedAt - (await JobAsync("later")).RunAt);
                await Effects.WriteAsync(batch, cancellationToken);
            },
            options => options.PollInterval = TimeSpan.FromSeconds(1));

        for (var round = 0; round < 3; round++)
        {
            await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromSeconds(1.5) }, "later");
            await NoJobIsLeftAsync();
        }

        // The best of three: other tests run at the same time.
        Assert.Equal(3, lateness.Count);
        Assert.All(lateness, late => Assert.True(late >= TimeSpan.Zero));
        Assert.InRange(lateness.Min(), TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task A_job_for_a_moment_is_not_run_before_it()
    {
        var moment = await QueryAsync<DateTime>("SELECT now() + interval '2 hours'");
        var driver = BuildDriver(Effects.WriteAsync);
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { RunAt = new DateTimeOffset(moment), Delay = TimeSpan.Zero }, "later");

        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        Assert.Equal((JobState.Scheduled, true), ((await JobAsync("later")).State, (await JobAsync("later")).IsDelayed));
        await driver.AdvanceAsync(TimeSpan.FromMinutes(119), Cancelled);
        Assert.Equal(0, await driver.RunAllPendingAsync(Cancelled));
        await driver.AdvanceAsync(TimeSpan.FromMinutes(1), Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public async Task A_time_that_has_passed_is_now(int seconds)
    {
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromSeconds(seconds) }, "now");

        Assert.Equal(JobState.Ready, (await JobAsync("now")).State);
    }

    [Fact]
    public async Task A_handler_may_add_a_job_for_later()
    {
        var driver = BuildDriver((batch, cancellationToken) => batch.Jobs[0].Arguments.Text == "now"
            ? batch.EnqueueAsync(Kinds.Plain, new Note("later"), new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, cancellationToken)
            : Effects.WriteAsync(batch, cancellationToken));
        await EnqueueAsync(Kinds.Plain, "now");

        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
        await driver.MakeAllDueAsync(Cancelled);
        Assert.Equal(1, await driver.RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task An_earlier_twin_brings_a_delayed_job_forward_and_a_later_one_does_not_put_it_off()
    {
        await EnqueueAsync(Kinds.Coalescing, new EnqueueOptions { Delay = TimeSpan.FromHours(2) }, "same");
        var first = await JobAsync("same");

        await EnqueueAsync(Kinds.Coalescing, new EnqueueOptions { Delay = TimeSpan.FromHours(3) }, "same");
        Assert.Equal(first.RunAt, (await JobAsync("same")).RunAt);
        await EnqueueAsync(Kinds.Coalescing, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, "same");
        var sooner = await JobAsync("same");
        Assert.Equal(JobState.Scheduled, sooner.State);
        Assert.InRange(first.RunAt - sooner.RunAt, TimeSpan.FromMinutes(58), TimeSpan.FromMinutes(61));
        await EnqueueAsync(Kinds.Coalescing, "same");

        Assert.Equal((JobState.Ready, first.Id), ((await JobAsync("same")).State, (await JobAsync("same")).Id));
    }

    [Fact]
    public async Task A_delayed_job_does_not_put_off_a_twin_that_is_ready()
    {
        await EnqueueAsync(Kinds.Coalescing, "same");
        await EnqueueAsync(Kinds.Coalescing, new EnqueueOptions { Delay = TimeSpan.FromHours(2) }, "same");

        Assert.Equal(1, await BuildDriver(Effects.WriteAsync, kinds: Kinds.Coalescing).RunAllPendingAsync(Cancelled));
    }

    [Fact]
    public async Task A_due_job_that_somebody_has_locked_is_not_asked_for_again_and_again()
    {
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(1) }, "locked");
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using (var take = new Npgsql.NpgsqlCommand("SELECT pg_sleep(0.01) FROM background_jobs FOR UPDATE", connection, transaction))
            await take.ExecuteNonQueryAsync(Cancelled);

        var host = Build(queue => queue.AddTestDriver());
        var scheduled = host.Services.GetRequiredService<Queue.Running.ScheduledJobs>();

        Assert.Null(await scheduled.MakeDueReadyAsync(Cancelled));
        await EnqueueAsync(Kinds.Plain, new EnqueueOptions { Delay = TimeSpan.FromMinutes(1) }, "later");
        Assert.InRange((await scheduled.MakeDueReadyAsync(Cancelled))!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        await transaction.CommitAsync(Cancelled);
        await scheduled.MakeDueReadyAsync(Cancelled);
        Assert.Equal(JobState.Ready, (await JobAsync("locked")).State);
    }
}
