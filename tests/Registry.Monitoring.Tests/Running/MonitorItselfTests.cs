using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs.Monitoring.Running;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Running;

public sealed class MonitorItselfTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    private MonitorClock Clock => Registry.Services.GetRequiredService<MonitorClock>();

    [Fact]
    public async Task A_run_that_did_not_come_to_its_end_is_found_by_the_next_one()
    {
        await ExecuteAsync("INSERT INTO monitor_runs (kind, node, started_at) VALUES ('checks', 'host-7', now() - interval '5 minutes')");
        Assert.Contains("on host-7 did not come to its end", await AssertOpenedAsync("monitor/checks"), StringComparison.Ordinal);

        await AssertClearedAsync("monitor/checks");
    }

    [Fact]
    public async Task A_run_that_failed_is_found_by_the_next_one_and_shown_by_the_readiness()
    {
        await ExecuteAsync("ALTER TABLE incidents RENAME TO lost");
        await Assert.ThrowsAnyAsync<Exception>(() => Monitor.RunAsync(null, Cancelled));
        await ExecuteAsync("ALTER TABLE lost RENAME TO incidents");
        await ExecuteAsync("""
            INSERT INTO monitor_runs (kind, node, started_at, finished_at, outcome, error)
            VALUES ('checks', 'host-7', now(), now(), 'failed', 'no more disk')
            """);
        Assert.Matches("ready, but the monitor failed at .* on host-7: no more disk", await ReadyAsync());

        Assert.Contains("no more disk", await AssertOpenedAsync("monitor/checks"), StringComparison.Ordinal);
        await AssertClearedAsync("monitor/checks");
        Assert.Equal("ready\n", await ReadyAsync());
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_is_found_and_the_others_are_made()
    {
        await AddJobAsync("strange", "created_at = now() - interval '20 minutes'");
        await ExecuteAsync("ALTER TABLE crates RENAME TO lost");
        var findings = await RunAsync();
        Assert.Equal(["old_jobs/strange", "monitor/index_disagreement", "monitor/stored_files"], findings.Select(finding => finding.Key));

        await ExecuteAsync("ALTER TABLE lost RENAME TO crates");
        await RemoveJobsAsync();
        Assert.Empty(await RunAsync());
        Assert.All(await IncidentsAsync(), incident => Assert.NotNull(incident.ClearedAt));
    }

    [Fact]
    public async Task A_schedule_that_does_not_tick_is_shown_by_the_readiness_and_found_by_the_next_run()
    {
        Assert.Equal("ready\n", await ReadyAsync());
        Clock.Started(TimeProvider.System.GetUtcNow().AddMinutes(-10));
        Clock.Ticked("out of memory");
        Assert.Matches("ready, but the monitor was to run at .* and did not: out of memory", await ReadyAsync());

        Assert.Contains("out of memory", await AssertOpenedAsync("monitor/schedule"), StringComparison.Ordinal);
        Assert.NotNull(await Monitor.RunAsync(TimeProvider.System.GetUtcNow().AddMinutes(5), Cancelled));
        await AssertClearedAsync("monitor/schedule");
        Assert.Equal("ready\n", await ReadyAsync());
    }

    [Fact]
    public async Task That_nobody_was_there_to_run_it_is_no_fault_of_the_monitor()
    {
        await ExecuteAsync("""
            INSERT INTO monitor_runs (kind, next_due_at, node, started_at, finished_at, outcome)
            VALUES ('checks', now() - interval '8 hours', 'host-7', now() - interval '8 hours', now() - interval '8 hours', 'healthy')
            """);

        Assert.Equal("ready\n", await ReadyAsync());
        Assert.Empty(await RunAsync());
    }

    [Fact]
    public async Task The_readiness_as_data_says_how_it_stands_with_the_monitor()
    {
        await RunAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/ready");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await Registry.Http.SendAsync(request, Cancelled);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        Assert.Equal("ready", answer["status"]!.GetValue<string>());
        Assert.Equal("ok", answer["monitor"]!["status"]!.GetValue<string>());
        Assert.Equal("healthy", answer["monitor"]!["last_outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_over_for_long_is_removed()
    {
        await ExecuteAsync("""
            WITH old AS (
                INSERT INTO incidents (key, "check", sentence, opened_by, opened_at, last_seen_at, cleared_at)
                SELECT 'x', 'x', 'x', 'x', at, at, at FROM (SELECT now() - interval '100 days' AS at) AS moment RETURNING id
            )
            INSERT INTO pages (incident_id, channel, action, created_at) SELECT id, 'webhook', 'trigger', now() FROM old
            """);
        await ExecuteAsync("INSERT INTO monitor_runs (kind, node, started_at, finished_at, outcome) VALUES ('checks', 'x', now() - interval '100 days', now(), 'healthy')");
        await RunAsync();

        Assert.Empty(await IncidentsAsync());
        Assert.Equal(1L, await ExecuteAsync("SELECT count(*) FROM monitor_runs"));
    }

    private async Task<string> ReadyAsync()
    {
        using var response = await Registry.Http.GetAsync("/health/ready", Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }
}
