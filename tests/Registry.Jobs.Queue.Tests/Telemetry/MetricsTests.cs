using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Tests.Telemetry;

public sealed class MetricsTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private static readonly (string, string)[] OfPlain = [("queue", "default"), ("kind", "plain")];

    [Fact]
    public async Task Attempts_are_counted_by_their_outcome_and_timed()
    {
        var host = BuildWorker("worker", (batch, _) =>
        {
            var job = batch.Jobs[0];
            switch (job.Arguments.Text)
            {
                case "failed" when job.Attempt == 1:
                    throw new InvalidOperationException("Broken.");
                case "stopped":
                    batch.Stop(job, "Never.");
                    break;
            }

            return Task.CompletedTask;
        });
        using var measured = new Measured(host.Services.GetRequiredService<IMeterFactory>());
        await host.StartAsync();
        await AddLostAsync();
        await EnqueueAsync(Kinds.Plain, "done", "failed", "stopped");
        await Wait.UntilAsync(
            async () => await CountJobsAsync() == 1 && measured.Of("jobs.run.duration").Count == 5, timeout: null, "the attempts to be made");

        Assert.Equal(3, measured.Of("jobs.attempts", [.. OfPlain, ("outcome", "done")]).Sum());
        Assert.Equal(1, measured.Of("jobs.attempts", [.. OfPlain, ("outcome", "lost")]).Sum());
        Assert.Equal(1, measured.Of("jobs.attempts", [.. OfPlain, ("outcome", "failed")]).Sum());
        Assert.Equal(1, measured.Of("jobs.attempts", [.. OfPlain, ("outcome", "stopped")]).Sum());
        Assert.Equal(5, measured.Of("jobs.wait.duration", OfPlain).Count);
        Assert.All(measured.Of("jobs.wait.duration", OfPlain), seconds => Assert.InRange(seconds, 0, 30));
        Assert.All(measured.Of("jobs.run.duration", OfPlain), seconds => Assert.InRange(seconds, 0, 30));
    }

    [Fact]
    public async Task A_series_that_has_drained_goes_to_zero_and_not_away()
    {
        await EnqueueAsync(Kinds.Plain, "1", "2");
        await PauseAsync("default");
        var host = BuildWorker("worker", Effects.WriteAsync);
        using var measured = new Measured(host.Services.GetRequiredService<IMeterFactory>());
        await host.StartAsync();
        await DepthIsAsync(measured, 2);
        Assert.All(measured.Of("jobs.oldest.age", [.. OfPlain, ("state", "ready")]), age => Assert.InRange(age, 0, 60));

        await ResumeAsync("default");
        await NoJobIsLeftAsync();

        await DepthIsAsync(measured, 0);
        Assert.Equal([0], measured.Of("jobs.oldest.age", [.. OfPlain, ("state", "ready")]));
    }

    [Fact]
    public async Task It_is_measured_whether_news_are_heard()
    {
        var host = BuildWorker("worker", Effects.WriteAsync);
        using var measured = new Measured(host.Services.GetRequiredService<IMeterFactory>());
        measured.Ask();
        await host.StartAsync();
        await Wait.UntilAsync(
            () =>
            {
                measured.Ask();
                return measured.Of("jobs.listener.up") is [1];
            },
            timeout: null,
            "the listener to be up");
        await host.StopAsync();
    }

    /// <summary>A job that looks as if its worker had died.</summary>
    private async Task AddLostAsync()
    {
        await PauseAsync("default");
        await EnqueueAsync(Kinds.Plain, "lost");
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await using var hold = new Npgsql.NpgsqlCommand("SELECT FROM background_jobs FOR UPDATE", connection, transaction);
        await hold.ExecuteNonQueryAsync(Cancelled);
        await transaction.RollbackAsync(Cancelled);
        await ResumeAsync("default");
    }

    private static Task DepthIsAsync(Measured measured, double expected) => Wait.UntilAsync(
        () =>
        {
            measured.Ask();
            return measured.Of("jobs.depth", [.. OfPlain, ("state", "ready")]) is [var depth] && depth == expected;
        },
        TimeSpan.FromSeconds(40),
        $"the depth to be {expected}");
}
