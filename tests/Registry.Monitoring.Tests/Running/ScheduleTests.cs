using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Registry.App.Hosting;
using Registry.Data.Monitoring;
using Registry.Jobs.Scheduling;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Running;

public sealed class ScheduleTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    [Fact]
    public async Task Every_node_ticks_and_each_tick_is_one_run()
    {
        using var one = await StartNodeAsync();
        using var two = await StartNodeAsync();
        await Wait.UntilAsync(async () => (await FinishedAsync()).Count >= 4, null, "four runs");
        await Task.WhenAll(one.StopAsync(Cancelled), two.StopAsync(Cancelled));

        var runs = await FinishedAsync();
        Assert.Equal(runs.Count, runs.Select(run => run.NextDueAt).Distinct().Count());
        Assert.All(runs, run => Assert.Equal("healthy", run.Outcome));

        // Both tick every two seconds; were each tick of each node a run, they would lie closer together.
        var starts = runs.Select(run => run.StartedAt).Order().ToList();
        Assert.True((starts[^1] - starts[0]).TotalSeconds >= 2 * (runs.Count - 1) - 1.9, string.Join(", ", starts));
    }

    [Fact]
    public async Task When_one_node_is_gone_the_other_goes_on()
    {
        using var one = await StartNodeAsync();
        using var two = await StartNodeAsync();
        await Wait.UntilAsync(async () => (await FinishedAsync()).Count >= 1, null, "a run");
        await one.StopAsync(Cancelled);

        var before = (await FinishedAsync()).Count;
        await Wait.UntilAsync(async () => (await FinishedAsync()).Count >= before + 2, null, "two more runs");
        await two.StopAsync(Cancelled);
    }

    [Theory]
    [InlineData("2026-11-23T12:05:00.010", "2026-11-23T12:10:00")]
    [InlineData("2026-11-23T12:04:59.950", "2026-11-23T12:10:00")]
    [InlineData("2026-11-23T12:05:50", "2026-11-23T12:10:00")]
    public void Nodes_that_tick_a_little_early_or_late_mean_the_same_tick(string now, string next) =>
        Assert.Equal(Utc(next), CronClock.NextAfterTick("*/5 * * * *", Utc(now)));

    [Theory]
    [InlineData("*/5 * * * *", true)]
    [InlineData("*/2 * * * * *", true)]
    [InlineData("every five minutes", false)]
    [InlineData("0 0 30 2 *", false)]
    [InlineData("", false)]
    public void An_expression_that_never_comes_true_is_none(string expression, bool valid) =>
        Assert.Equal(valid, CronClock.IsValid(expression));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IHost> StartNodeAsync()
    {
        var node = RegistryApplication.BuildWorker(
            new Roles(Web: false, Worker: true) { Queues = ["default"] },
            [.. Registry.Settings, "--Logging:LogLevel:Default=None", "--Index:Git:Enabled=false", "--Monitor:Schedule=*/2 * * * * *"],
            Registry.Database);
        await node.StartAsync(Cancelled);
        return node;
    }

    private async Task<List<MonitorRun>> FinishedAsync()
    {
        await using var db = Registry.Database.CreateContext();
        return await db.MonitorRuns.AsNoTracking().Where(run => run.Outcome != null && run.Outcome != "stopped").ToListAsync(Cancelled);
    }
}
