using Bunit;
using Registry.App.Admin.Monitor;
using Registry.App.Tests.Changes;
using Registry.Data.Monitoring;
using Xunit;

namespace Registry.App.Tests.Admin.Monitor;

public sealed class IncidentEntryTests : PageTest
{
    private static readonly DateTimeOffset Now = FakeOperations.Now;

    [Theory]
    [InlineData(null, "open since 08:42:07 UTC, for 2 h")]
    [InlineData(30, "open from 08:42:07 UTC for 1 h 30 min, over at 10:12:07 UTC")]
    public void It_says_what_was_wrong_and_for_how_long(int? minutesAgo, string when)
    {
        var entry = Entry(Incident(minutesAgo));
        Assert.Equal("3 jobs in the queue git are unfinished.", entry.Find(".what p").TextContent);
        Assert.Equal(["old_jobs/git", when], entry.FindAll(".when span").Select(span => span.TextContent));
        Assert.Equal("Nobody was paged: no channel has settings.", entry.FindAll(".when")[1].TextContent);
    }

    [Theory]
    [InlineData(PageAction.Trigger, false, 0, null, "is being told", "waiting")]
    [InlineData(PageAction.Trigger, true, 1, null, "was told at 10:42:07 UTC", "live")]
    [InlineData(PageAction.Trigger, false, 1, "503", "could not be told, tried once: 503", "retrying")]
    [InlineData(PageAction.Trigger, false, 2, "503", "could not be told, tried 2 times: 503", "retrying")]
    [InlineData(PageAction.Resolve, false, 0, null, "is being told that it is over", "waiting")]
    [InlineData(PageAction.Resolve, true, 1, null, "was told that it is over at 10:42:07 UTC", "live")]
    public void It_says_of_each_channel_whether_it_was_told(PageAction action, bool delivered, int attempts, string? error, string words, string tone)
    {
        var incident = Incident(30);
        incident.Pages.Add(new Page
        {
            Channel = "webhook",
            Action = action,
            CreatedAt = Now,
            DeliveredAt = delivered ? Now : null,
            Attempts = attempts,
            LastError = error,
        });
        var page = Entry(incident).Find("ul[aria-label='Who was paged'] li");
        Assert.Equal($"webhook {words}", ChangePageTest.Text(page));
        Assert.NotNull(page.QuerySelector($".tone-{tone}"));
    }

    private static Incident Incident(int? overMinutesAgo) => new()
    {
        Key = "old_jobs/git",
        Check = "old_jobs",
        Sentence = "3 jobs in the queue git are unfinished.",
        OpenedBy = "harbour-1",
        OpenedAt = Now.AddHours(-2),
        LastSeenAt = Now,
        ClearedAt = overMinutesAgo is { } minutes ? Now.AddMinutes(-minutes) : null,
    };

    private IRenderedComponent<IncidentEntry> Entry(Incident incident) =>
        Render<IncidentEntry>(entry => entry.Add(shown => shown.Incident, incident).Add(shown => shown.Now, Now));
}
