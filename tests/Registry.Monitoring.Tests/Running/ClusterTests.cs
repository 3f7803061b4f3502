using Microsoft.Extensions.DependencyInjection;
using Registry.Data.Monitoring;
using Registry.Jobs.Monitoring.Checks;
using Registry.Jobs.Monitoring.Incidents;
using Registry.Jobs.Monitoring.Running;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Running;

public sealed class ClusterTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    private HttpReceiver _pager = null!;

    protected override string[] Settings => ["--Paging:PagerDuty:RoutingKey=R0", $"--Paging:PagerDuty:Url={_pager.Url}"];

    public override async ValueTask InitializeAsync()
    {
        _pager = await HttpReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _pager.DisposeAsync();
    }

    [Fact]
    public async Task Several_nodes_that_run_at_once_page_once_and_resolve_once()
    {
        MonitorRunner[] nodes = [Monitor, .. Enumerable.Range(0, 3).Select(_ => AddNode().GetRequiredService<MonitorRunner>())];
        await AddJobAsync("strange", "created_at = now() - interval '20 minutes'");
        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.RunAsync(null, Cancelled))));
        await RemoveJobsAsync();
        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.RunAsync(null, Cancelled))));

        var incident = Assert.Single(await IncidentsAsync());
        Assert.NotNull(incident.ClearedAt);
        Assert.Equal(2, incident.Pages.Count);
        Assert.All(incident.Pages, page => Assert.NotNull(page.DeliveredAt));
        Assert.Equal(["trigger", "resolve"], _pager.Requests.Select(request => Body(request)["event_action"]!.GetValue<string>()));
        Assert.Single(_pager.Requests.Select(request => Body(request)["dedup_key"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task Nodes_that_open_and_clear_at_the_very_same_moment_make_one_incident()
    {
        IncidentBook[] nodes = [.. Enumerable.Range(0, 6).Select(_ => AddNode().GetRequiredService<IncidentBook>())];
        CheckResult[] found = [Result(new Finding("test/a", "A is wrong."), new Finding("test/b", "B is wrong."))];
        for (var round = 1; round <= 5; round++)
        {
            var opened = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.ApplyAsync(found, Later(), Cancelled))));
            var cleared = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.ApplyAsync([Result()], Later(), Cancelled))));
            Assert.Contains(true, opened);
            Assert.Contains(true, cleared);

            var incidents = await IncidentsAsync();
            Assert.Equal(2 * round, incidents.Count);
            Assert.All(incidents, incident => Assert.NotNull(incident.ClearedAt));
            Assert.All(incidents, incident => Assert.Equal(
                [PageAction.Trigger, PageAction.Resolve], incident.Pages.OrderBy(page => page.Id).Select(page => page.Action)));
        }
    }

    [Fact]
    public async Task A_run_that_began_before_an_incident_was_seen_does_not_clear_it()
    {
        var before = (DateTimeOffset)new DateTimeOffset((DateTime)(await ExecuteAsync("SELECT clock_timestamp()"))!, TimeSpan.Zero);
        var book = Registry.Services.GetRequiredService<IncidentBook>();
        await book.ApplyAsync([Result(new Finding("test/a", "A is wrong."))], Later(), Cancelled);

        await book.ApplyAsync([Result()], before, Cancelled);
        Assert.Null(Assert.Single(await IncidentsAsync()).ClearedAt);
    }

    [Fact]
    public async Task What_a_check_could_not_tell_is_neither_opened_nor_cleared()
    {
        var book = Registry.Services.GetRequiredService<IncidentBook>();
        await book.ApplyAsync([Result(new Finding("test/a", "A is wrong."))], Later(), Cancelled);

        await book.ApplyAsync([Result() with { Error = "no idea" }], Later(), Cancelled);
        Assert.Null(Assert.Single(await IncidentsAsync()).ClearedAt);
    }

    [Fact]
    public async Task An_incident_that_comes_back_is_a_new_one_and_the_old_one_is_kept()
    {
        var book = Registry.Services.GetRequiredService<IncidentBook>();
        CheckResult[] found = [Result(new Finding("test/a", "A is wrong."))];
        await book.ApplyAsync(found, Later(), Cancelled);
        await book.ApplyAsync([Result()], Later(), Cancelled);
        await book.ApplyAsync(found, Later(), Cancelled);

        var incidents = await IncidentsAsync();
        Assert.Equal([false, true], incidents.Select(incident => incident.ClearedAt is null));
        Assert.NotEqual(incidents[0].PublicId, incidents[1].PublicId);
    }

    private static System.Text.Json.Nodes.JsonNode Body(Received request) => System.Text.Json.Nodes.JsonNode.Parse(request.Body)!;

    private static CheckResult Result(params Finding[] findings) => new() { Check = "test", Limit = "All is well.", Findings = findings };

    /// <summary>After everything that was seen so far.</summary>
    private static DateTimeOffset Later() => TimeProvider.System.GetUtcNow().AddHours(1);
}
