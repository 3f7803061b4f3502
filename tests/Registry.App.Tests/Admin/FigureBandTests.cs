using AngleSharp.Dom;
using Bunit;
using Registry.App.Admin;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class FigureBandTests : PageTest
{
    [Theory]
    [InlineData(null, "Nothing waits", "Nothing waits", "somebody is paged at 15 min", "live")]
    [InlineData(4, "4 min", "4 min of 15 min", "somebody is paged at 15 min", "live")]
    [InlineData(8, "8 min", "8 min of 15 min", "somebody is paged at 15 min", "retrying")]
    [InlineData(15, "15 min", "15 min of 15 min", "past the limit for paging, 15 min", "stopped")]
    public void The_oldest_that_waits_is_held_against_the_limit(int? minutes, string oldest, string meter, string words, string tone)
    {
        var queue = FakeOperations.Queue("git") with { OldestUnfinishedAt = minutes is { } old ? FakeOperations.Now.AddMinutes(-old) : null };

        // What waits in a paused queue was put off by somebody.
        var paused = FakeOperations.Paused("sparse") with { OldestUnfinishedAt = FakeOperations.Now.AddDays(-1) };
        var figure = Figure(0, new FakeOperations().Snapshot with { Queues = [queue, paused] });
        Assert.Equal((oldest, words), (figure.QuerySelector("b")!.TextContent, figure.QuerySelector(":scope > span")!.TextContent));
        var bar = figure.QuerySelector("[role=progressbar]")!;
        Assert.Equal((meter, true), (bar.GetAttribute("aria-label"), bar.ClassList.Contains($"tone-{tone}")));
    }

    [Fact]
    public void What_was_done_and_what_failed_is_counted_for_the_hour_and_the_day()
    {
        var snapshot = Figures(figures => figures with
        {
            DoneHour = [1_000, 500],
            DoneDay = [20_000, 1_500],
            FailedHour = [0, 1],
            FailedDay = [3, 4],
        });
        Assert.Equal(("1 500", "21 500 in the last day"), (Figure(1, snapshot).QuerySelector("b")!.TextContent, Figure(1, snapshot).QuerySelector("span")!.TextContent));
        Assert.Equal(("1", "7 in the last day"), (Figure(2, snapshot).QuerySelector("b")!.TextContent, Figure(2, snapshot).QuerySelector("span")!.TextContent));
        Assert.Equal(["none", null], Figure(2, snapshot).QuerySelectorAll("rect").Select(bar => bar.GetAttribute("class")));
    }

    [Theory]
    [InlineData(null, null, "–", "nothing was published in the last hour")]
    [InlineData(null, 2.0, "–", "nothing was published in the last hour; last day 2 s, 4 s")]
    [InlineData(1.0, 2.0, "1 s", "nine in ten within 2 s; last day 2 s, 4 s")]
    public void How_long_publishing_takes_is_told_where_something_was_published(double? hour, double? day, string median, string words)
    {
        var figure = Figure(3, Figures(figures => figures with
        {
            Median = Seconds(hour),
            NineInTen = Seconds(2 * hour),
            DayMedian = Seconds(day),
            DayNineInTen = Seconds(2 * day),
        }));
        Assert.Equal(median, figure.QuerySelector("b")!.TextContent);
        Assert.Equal(words, string.Join(' ', figure.QuerySelector("span")!.TextContent.Split(null as char[], StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData(-1, 0, "live")]
    [InlineData(0.000_000_3, 0, "live")]
    [InlineData(0.49, 49, "live")]
    [InlineData(0.5, 50, "retrying")]
    [InlineData(0.999, 99, "retrying")]
    [InlineData(1, 100, "stopped")]
    [InlineData(7, 100, "stopped")]
    public void A_share_of_a_limit_is_no_more_than_full_and_has_the_colour_of_how_near_it_is(double share, double full, string tone)
    {
        var bar = Render<Meter>(meter => meter.Add(shown => shown.Share, share).Add(shown => shown.Label, "3 of 4")).Find("[role=progressbar]");
        Assert.Equal(("3 of 4", $"{full}", true), (bar.GetAttribute("aria-label"), bar.GetAttribute("aria-valuenow"), bar.ClassList.Contains($"tone-{tone}")));
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;

    private static OperationsSnapshot Figures(Func<OperationsFigures, OperationsFigures> change)
    {
        var snapshot = new FakeOperations().Snapshot;
        return snapshot with { Figures = change(snapshot.Figures) };
    }

    private IElement Figure(int place, OperationsSnapshot snapshot) =>
        Render<FigureBand>(band => band.Add(shown => shown.Snapshot, snapshot)).FindAll(".band > div")[place];
}
