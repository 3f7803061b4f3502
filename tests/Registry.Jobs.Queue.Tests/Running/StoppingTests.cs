namespace Registry.Jobs.Queue.Tests.Running;

public sealed class StoppingTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task A_process_that_stops_finishes_its_job_and_begins_no_other()
    {
        var gate = new Gate();
        var host = await StartWorkerAsync("leaving", async (batch, cancellationToken) =>
        {
            await gate.PassAsync(cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
        }, options => options.Queues["default"] = new QueueOptions { Workers = 1 });
        await EnqueueAsync(Kinds.Plain, "running", "waiting");
        await gate.EnteredAsync();

        var stopping = host.StopAsync();
        gate.Open();
        await stopping;

        Assert.Equal(["running"], await EffectsAsync());
        Assert.Equal(0, Assert.Single(await JobsAsync("waiting")).Attempts);
        Assert.Equal(1, await CountJobsAsync());
    }

    [Fact]
    public async Task A_job_longer_than_the_grace_period_is_given_back_uncounted()
    {
        var gate = new Gate();
        var host = await StartWorkerAsync(
            "leaving",
            async (batch, cancellationToken) =>
            {
                await Effects.WriteAsync(batch, cancellationToken);
                await gate.PassAsync(cancellationToken);
            },
            options => options.GracePeriod = TimeSpan.FromMilliseconds(100));
        await EnqueueAsync(Kinds.Plain, "long");
        await gate.EnteredAsync();

        await host.StopAsync();

        Assert.Equal(1, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));
        Assert.Equal(["long"], await EffectsAsync());
        Assert.Equal(1, Assert.Single(await AttemptsAsync("long")).Attempt);
    }
}
