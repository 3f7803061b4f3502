using Bunit;
using Registry.App.Admin.Monitor;
using Registry.App.SignIn;
using Registry.Data.Monitoring;
using Xunit;

namespace Registry.App.Tests.Admin.Monitor;

public sealed class MonitorPageTests : MonitorPageTest
{
    private static readonly DateTimeOffset Now = FakeMonitor.Now;

    [Fact]
    public void Before_the_first_run_nothing_is_claimed()
    {
        var page = Render<MonitorPage>();
        Assert.Contains("No run has ended yet.", page.Find(".lead").TextContent);
        Assert.Contains("Nobody is paged", page.Find(".lead").TextContent);
        Assert.Equal("Not made yet", page.Find(".checks .chip").TextContent.Trim());
        Assert.Contains("No incident is open.", page.Find(".calm-card").TextContent);
    }

    [Fact]
    public void A_check_that_found_something_says_what_and_an_incident_who_was_paged()
    {
        Monitor.Snapshot = Monitor.Snapshot with
        {
            Last = new MonitorTurn(Now.AddMinutes(-2), "harbour-1", "unhealthy", null),
            NextAt = Now.AddMinutes(3),
            Channels = ["webhook"],
            Checks =
            [
                new CheckCard("old_jobs", "A job is done within 15 min.", CheckState.Unhealthy)
                {
                    Findings = ["3 jobs in the queue git are unfinished."],
                    Gauge = new Gauge(1.2, "18 min", "15 min"),
                    Hours = [CheckState.NotMade, CheckState.Healthy, CheckState.Unhealthy],
                },
                new CheckCard("disk_space", "5 % are free.", CheckState.Unknown) { Error = "It was not finished within 30 s." },
            ],
            Open = [Incident(null, new Page { Channel = "webhook", Action = PageAction.Trigger, CreatedAt = Now, DeliveredAt = Now, Attempts = 1 })],
            Past = [Incident(Now.AddHours(-1), new Page { Channel = "pagerduty", Action = PageAction.Trigger, CreatedAt = Now, Attempts = 3, LastError = "503" })],
        };
        var page = Render<MonitorPage>();

        Assert.Contains("made 2 min ago on harbour-1. Next in 3 min. Pages go out by webhook.", string.Join(' ', page.Find(".lead").TextContent.Split(null as char[], StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(["Found something", "Could not tell"], page.FindAll(".checks .chip").Select(chip => chip.TextContent.Trim()));
        Assert.Contains("3 jobs in the queue git", page.Find(".checks .found").TextContent);
        Assert.Contains("now 18 min, limit 15 min", page.Find(".gauge p").TextContent);
        Assert.Equal(
            "The last 24 hours: 1 × all well, 1 × something found, 1 × not made", page.Find(".hours").GetAttribute("aria-label"));
        var incidents = page.FindAll(".incidents li.card");
        Assert.Contains("webhook was told", incidents[0].TextContent);
        Assert.Contains("pagerduty could not be told, tried 3 times: 503", incidents[1].TextContent);
        Assert.Contains("over at", incidents[1].TextContent);
    }

    [Fact]
    public void A_viewer_may_not_send_a_test_page_and_reads_why()
    {
        Authorization.SetPolicies(Policies.See);
        var button = Render<MonitorPage>().Find(".ops-actions button");
        Assert.True(button.HasAttribute("disabled"));
        Assert.Equal("why-not", button.GetAttribute("aria-describedby"));
    }

    [Fact]
    public void When_it_cannot_be_read_any_more_it_keeps_what_it_has_and_says_so()
    {
        var page = Render<MonitorPage>();
        Monitor.Fault = new InvalidOperationException("the database is away");
        page.WaitForAssertion(() =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("Cannot be read now", page.Find(".ops-title .chip").TextContent.Trim());
        });
        Assert.NotEmpty(page.FindAll(".checks .card"));
    }

    private static Incident Incident(DateTimeOffset? clearedAt, Page page)
    {
        var incident = new Incident
        {
            Key = "old_jobs/git",
            Check = "old_jobs",
            Sentence = "3 jobs in the queue git are unfinished.",
            OpenedBy = "harbour-1",
            OpenedAt = Now.AddHours(-2),
            LastSeenAt = Now,
            ClearedAt = clearedAt,
        };
        incident.Pages.Add(page);
        return incident;
    }
}
