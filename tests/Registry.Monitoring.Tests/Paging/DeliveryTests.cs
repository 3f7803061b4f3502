using System.Globalization;
using Microsoft.AspNetCore.Http;
using Registry.Data.Monitoring;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Paging;

public sealed class DeliveryTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    private readonly SmtpReceiver _smtp = new();
    private HttpReceiver _pager = null!;
    private HttpReceiver _hook = null!;

    protected override string[] Settings =>
    [
        "--Paging:PagerDuty:RoutingKey=R0SECRET",
        $"--Paging:PagerDuty:Url={_pager.Url}",
        $"--Paging:Webhook:Url={_hook.Url}/hook",
        "--Paging:Webhook:Secret=W0SECRET",
        "--Paging:Email:To=oncall@example.com",
        "--Paging:Email:From=registry@example.com",
        "--Paging:Smtp:Host=127.0.0.1",
        $"--Paging:Smtp:Port={_smtp.Port.ToString(CultureInfo.InvariantCulture)}",
        "--Paging:Smtp:Security=None",
    ];

    public override async ValueTask InitializeAsync()
    {
        _pager = await HttpReceiver.StartAsync();
        _hook = await HttpReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _pager.DisposeAsync();
        await _hook.DisposeAsync();
        await _smtp.DisposeAsync();
    }

    [Fact]
    public async Task The_queue_delivers_through_every_channel_once()
    {
        await using var worker = await StartWorkerAsync();
        await UntilPagingWorksAsync();
        await OpenAsync();
        await UntilDeliveredAsync(3);
        await ClearAsync();
        await UntilDeliveredAsync(6);

        Assert.Equal(["trigger", "resolve"], _pager.Taken.Select(body => body["event_action"]!.GetValue<string>()));
        Assert.Equal(["incident.opened", "incident.resolved"], _hook.Taken.Select(body => body["type"]!.GetValue<string>()));
        Assert.Equal(2, _smtp.Mails.Count);
        Assert.All(await PagesAsync(), page => Assert.Equal(1, page.Attempts));
        await UntilNoJobsAsync();
        Assert.Equal(6L, await ExecuteAsync("SELECT count(*) FROM background_job_attempts WHERE kind = 'deliver_pages' AND outcome = 'done'"));
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_tried_by_the_queue_until_it_is_up_and_holds_up_no_other()
    {
        _pager.Status = StatusCodes.Status503ServiceUnavailable;
        await using var worker = await StartWorkerAsync();
        await UntilPagingWorksAsync();
        await OpenAsync();
        await UntilDeliveredAsync(2);
        await Wait.UntilAsync(() => _pager.Requests.Count > 0, null, "PagerDuty to be tried");
        await Wait.UntilAsync(
            async () => (await PagesAsync()).Any(page => page is { Channel: "pagerduty", LastError: "PagerDuty answered 503" }), null, "the error to be kept");

        _pager.Status = StatusCodes.Status202Accepted;
        await UntilDeliveredAsync(3);
        Assert.Single(_pager.Taken);
        Assert.Single(_hook.Taken);
        Assert.Single(_smtp.Mails);
        var page = Assert.Single(await PagesAsync(), page => page.Channel == "pagerduty");
        Assert.True(page.Attempts >= 2);
        Assert.Null(page.LastError);
        await UntilNoJobsAsync();
    }

    [Fact]
    public async Task What_begins_and_ends_while_a_receiver_is_down_is_told_in_order()
    {
        _pager.Status = StatusCodes.Status503ServiceUnavailable;
        await using var worker = await StartWorkerAsync();
        await UntilPagingWorksAsync();
        await OpenAsync();
        await Wait.UntilAsync(() => _pager.Requests.Count > 0, null, "PagerDuty to be tried");
        await ClearAsync();
        _pager.Status = StatusCodes.Status202Accepted;
        await UntilDeliveredAsync(6);

        Assert.Equal(["trigger", "resolve"], _pager.Taken.Select(body => body["event_action"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Without_a_worker_pages_are_sent_directly_and_once()
    {
        await OpenAsync();
        Assert.Equal(3, await DeliveredAsync());
        Assert.Equal(3L, await ExecuteAsync("SELECT count(*) FROM background_jobs WHERE queue = 'paging'"));

        // The jobs are there as well, and find that nothing is left to do.
        await using var worker = await StartWorkerAsync();
        await UntilNoJobsAsync();
        Assert.Single(_pager.Requests);
        Assert.Single(_hook.Requests);
        Assert.Single(_smtp.Mails);
    }

    [Fact]
    public async Task In_a_paused_queue_pages_are_sent_directly()
    {
        await using var worker = await StartWorkerAsync();
        await UntilPagingWorksAsync();
        await ExecuteAsync("INSERT INTO background_job_pauses VALUES ('paging', now(), 'ada', 'test')");
        await OpenAsync();

        Assert.Equal(3, await DeliveredAsync());
        Assert.Single(_pager.Requests);
    }

    [Fact]
    public async Task Pages_that_cannot_be_queued_are_sent_directly_and_the_incident_is_there()
    {
        await using var worker = await StartWorkerAsync();
        await UntilPagingWorksAsync();
        await ExecuteAsync("ALTER TABLE background_jobs ADD CONSTRAINT full_up CHECK (queue <> 'paging')");
        await OpenAsync();

        Assert.Equal(3, await DeliveredAsync());
        Assert.Single(_pager.Requests);
        Assert.All(await PagesAsync(), page => Assert.Null(page.QueuedAt));
    }

    [Fact]
    public async Task A_page_that_was_neither_queued_nor_taken_is_tried_again_by_the_next_run()
    {
        _pager.Status = StatusCodes.Status503ServiceUnavailable;
        await OpenAsync();
        Assert.Equal(2, await DeliveredAsync());

        _pager.Status = StatusCodes.Status202Accepted;
        await RunAsync();
        Assert.Equal(3, await DeliveredAsync());
        Assert.Single(_pager.Taken);
    }

    [Fact]
    public async Task A_job_holds_no_secret()
    {
        await OpenAsync();

        var jobs = (string)(await ExecuteAsync("SELECT string_agg(to_jsonb(j)::text, '') FROM background_jobs j"))!;
        Assert.Contains("pagerduty", jobs, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", jobs, StringComparison.Ordinal);
        Assert.DoesNotContain(_hook.Url, jobs, StringComparison.Ordinal);
    }

    /// <summary>An incident that has nothing to do with the queue of pages.</summary>
    private async Task OpenAsync()
    {
        await ExecuteAsync("""
            INSERT INTO background_jobs (queue, kind, arguments, state, last_error) VALUES ('strange', 'strange', '{}', 'dead', 'no')
            """);
        Assert.Contains(await RunAsync(), finding => finding.Key == "dead_jobs/strange");
    }

    private async Task ClearAsync()
    {
        await ExecuteAsync("DELETE FROM background_jobs WHERE queue = 'strange'");
        Assert.DoesNotContain(await RunAsync(), finding => finding.Key == "dead_jobs/strange");
    }

    private async Task<List<Page>> PagesAsync() => [.. (await IncidentsAsync()).SelectMany(incident => incident.Pages)];

    private async Task<int> DeliveredAsync() => (await PagesAsync()).Count(page => page.DeliveredAt is not null);

    private Task UntilDeliveredAsync(int count) =>
        Wait.UntilAsync(async () => await DeliveredAsync() == count, TimeSpan.FromSeconds(60), $"{count} pages to be delivered");

    private Task UntilNoJobsAsync() => Wait.UntilAsync(
        async () => await ExecuteAsync("SELECT count(*) FROM background_jobs WHERE queue = 'paging'") is 0L, TimeSpan.FromSeconds(60), "the jobs to be done");
}
