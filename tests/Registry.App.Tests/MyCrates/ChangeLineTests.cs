using Bunit;
using Registry.App.Changes;
using Registry.App.MyCrates;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.MyCrates;

public sealed class ChangeLineTests : PageTest
{
    [Theory]
    [InlineData(nameof(Sample.Staged), "Staged", "waiting")]
    [InlineData(nameof(Sample.Waiting), "Waiting", "waiting")]
    [InlineData(nameof(Sample.Running), "Updating the index", "running")]
    [InlineData(nameof(Sample.Retrying), "Retrying", "retrying")]
    [InlineData(nameof(Sample.Failed), "Stopped", "stopped")]
    [InlineData(nameof(Sample.GitRetrying), "Usable", "retrying")]
    [InlineData(nameof(Sample.GitFailed), "Usable", "stopped")]
    [InlineData(nameof(Sample.Superseded), "Superseded", "skipped")]
    [InlineData(nameof(Sample.DoneWithoutGit), "Usable", "skipped")]
    public void A_line_tells_in_short_what_the_page_of_the_change_tells(string name, string word, string station)
    {
        var change = Sample.Named(name);
        var line = Line(change);
        Assert.Equal(word, line.Find(".chip").TextContent);
        Assert.Equal(Headline.Of(change, change.Details.ReadAt).Sentence, line.Find("p").TextContent);
        Assert.Equal("changes/pub_7f3k2m9q", line.Find("a").GetAttribute("href"));
        Assert.Equal(5, line.FindAll("ol[aria-label='The way of tide-tables 0.4.2'] > li").Count);
        Assert.Contains(line.FindAll("ol > li .visually-hidden"), told => told.TextContent.EndsWith($": {station}", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_done_is_not_watched()
    {
        Line(Sample.AllDone());
        Assert.Equal((1, 0), (Feed.Readings, Feed.Watchers));
    }

    [Fact]
    public void A_change_that_is_gone_leaves_no_line() => Assert.Equal("", Line(null).Markup.Trim());

    [Fact]
    public async Task A_feed_that_breaks_is_not_passed_over_in_silence()
    {
        var line = Line(Sample.Waiting());
        line.WaitForAssertion(() => Assert.Equal(1, Feed.Watchers));
        Feed.Break(new InvalidOperationException("the listener is gone"));
        var fault = await Renderer.UnhandledException.WaitAsync(DefaultWaitTimeout, Xunit.TestContext.Current.CancellationToken);
        Assert.Equal("the listener is gone", fault.Message);
    }

    private IRenderedComponent<ChangeLine> Line(ChangeStatus? change)
    {
        Feed.Now = change;
        return Render<ChangeLine>(view => view.Add(shown => shown.Id, Sample.Id));
    }
}
