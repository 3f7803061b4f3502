using Bunit;
using Registry.App.Changes;
using Registry.Data.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What happens to an open page, without a reload.</summary>
public sealed class ChangePageLiveTests : ChangePageTest
{
    public static TheoryData<string, string> Steps => new()
    {
        { nameof(Sample.Waiting), "Waiting" },
        { nameof(Sample.Running), "Updating the index" },
        { nameof(Sample.Retrying), "Retrying" },
        { nameof(Sample.Usable), "Usable" },
        { nameof(Sample.GitRetrying), "Usable" },
        { nameof(Sample.AllDone), "Usable" },
        { nameof(Sample.Failed), "Stopped" },
        { nameof(Sample.Superseded), "Superseded" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void News_reach_the_open_page(string step, string word)
    {
        var page = Open(Sample.Staged());
        var view = page.FindComponent<ChangeView>().Instance;
        Assert.Equal("Staged", Chip(page));

        Feed.Tell(Sample.Named(step));

        page.WaitForAssertion(() => Assert.Equal(word, Chip(page)));
        Assert.Same(view, page.FindComponent<ChangeView>().Instance);
    }

    [Fact]
    public void A_publish_goes_all_the_way_on_one_page()
    {
        var head = Head();
        var page = Open(Sample.Waiting(position: 2));
        Assert.True(page.Find(".copy-button").HasAttribute("disabled"));
        Assert.Contains("unavailable", page.Find(".copyable").ClassName);

        Feed.Tell(Sample.Waiting(position: 1));
        page.WaitForAssertion(() => Assert.Contains("1 ahead of you.", page.Markup));
        Feed.Tell(Sample.Running());
        page.WaitForAssertion(() => Assert.Equal("running Updating the index", Track(page)[2]));
        Feed.Tell(Sample.Retrying());
        page.WaitForAssertion(() => Assert.Contains("disk full", Note(page)));
        Feed.Tell(Sample.Running(attempt: 3));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".note")));
        Feed.Tell(Sample.Usable());
        page.WaitForAssertion(() => Assert.False(page.Find(".copy-button").HasAttribute("disabled")));
        Feed.Tell(Sample.GitRetrying());
        page.WaitForAssertion(() => Assert.Contains("push rejected", Note(page)));
        Feed.Tell(Sample.AllDone());
        page.WaitForAssertion(() => Assert.Contains("Nothing is left to do.", Sentence(page)));
        head.WaitForAssertion(() => Assert.Equal("tide-tables 0.4.2 — usable", head.Find("title").TextContent));
    }

    [Fact]
    public void What_changed_is_marked_as_news_and_the_rest_is_not()
    {
        var page = Open(Sample.Running());
        Assert.Empty(page.FindAll("[data-news]"));
        Feed.Tell(Sample.Usable());
        page.WaitForAssertion(() => Assert.Equal(
            ["Ready for cargo", "In the git index"],
            page.FindAll("[data-news] h2").Select(title => title.ChildNodes[0].TextContent)));
    }

    [Fact]
    public void When_all_is_done_nothing_ticks_and_nobody_watches()
    {
        var page = Open(Sample.Usable());
        Assert.Equal(1, Feed.Watchers);
        Assert.Equal(1, Clock.Timers);
        Feed.Tell(Sample.AllDone());
        page.WaitForAssertion(() => Assert.StartsWith("As of ", Text(page.Find(".heard"))));
        Assert.True(SpinWait.SpinUntil(() => (Feed.Watchers, Clock.Timers) == (0, 0), DefaultWaitTimeout));
    }

    [Fact]
    public async Task Leaving_the_page_ends_the_watch_and_the_ticking()
    {
        var page = Open(Sample.Waiting());
        page.WaitForAssertion(() => Assert.Equal((1, 1), (Feed.Watchers, Clock.Timers)));
        await DisposeComponentsAsync();
        Assert.True(SpinWait.SpinUntil(() => (Feed.Watchers, Clock.Timers) == (0, 0), DefaultWaitTimeout));
    }

    [Fact]
    public async Task A_feed_that_breaks_is_not_passed_over_in_silence()
    {
        var page = Open(Sample.Waiting());
        page.WaitForAssertion(() => Assert.Equal(1, Feed.Watchers));
        Feed.Break(new InvalidOperationException("the listener is gone"));
        var fault = await Renderer.UnhandledException.WaitAsync(DefaultWaitTimeout, Xunit.TestContext.Current.CancellationToken);
        Assert.Equal("the listener is gone", fault.Message);
    }

    [Fact]
    public void Another_id_on_the_same_page_is_another_change()
    {
        var page = Open(Sample.Retrying());
        Feed.Now = Sample.AllDone(ChangeKind.Yank) with { Id = "pub_other" };
        page.Render(parameters => parameters.Add(p => p.Id, "pub_other"));
        page.WaitForAssertion(() => Assert.Equal("Yanked", Chip(page)));
        Assert.True(SpinWait.SpinUntil(() => Feed.Watchers == 0, DefaultWaitTimeout));
    }
}
