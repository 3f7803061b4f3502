using Bunit;
using Registry.App.Changes;
using Registry.Data.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What happens to an open page, without a reload.</summary>
public sealed class ChangePageLiveTests : ChangePageTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

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

        Feed.Tell(Named(step));

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
    public void What_has_waited_for_long_is_counted_in_steps_of_ten_seconds()
    {
        var view = Open(Sample.Waiting()).FindComponent<ChangeView>();
        var rendered = view.RenderCount;
        Clock.Advance(TimeSpan.FromMinutes(5));
        view.WaitForAssertion(() => Assert.True(view.RenderCount > rendered));

        rendered = view.RenderCount;
        for (var second = 1; second < 10; second++)
            Clock.Advance(Second);
        Assert.Equal(rendered, view.RenderCount);
        Clock.Advance(Second);
        view.WaitForAssertion(() => Assert.True(view.RenderCount > rendered));
    }

    [Fact]
    public void The_countdown_runs_by_the_clock_of_the_database()
    {
        var page = Open(Sample.Retrying());
        Assert.Equal("48 s", page.Find(".countdown").TextContent);

        Tick(1);
        page.WaitForAssertion(() => Assert.Equal("47 s", page.Find(".countdown").TextContent));
        Tick(46);
        page.WaitForAssertion(() => Assert.Equal("1 s", page.Find(".countdown").TextContent));
        Tick(1);
        page.WaitForAssertion(() => Assert.Contains("the next try is due now.", Note(page)));
    }

    [Fact]
    public void A_status_that_was_read_for_others_does_not_turn_the_clock_back()
    {
        var page = Open(Sample.Retrying());
        Tick(20);
        page.WaitForAssertion(() => Assert.Equal("28 s", page.Find(".countdown").TextContent));
        Feed.Tell(Sample.Retrying(error: "still full"));
        page.WaitForAssertion(() => Assert.Contains("still full", Note(page)));
        Assert.Equal("28 s", page.Find(".countdown").TextContent);
    }

    [Fact]
    public void A_running_attempt_shows_how_long_it_runs()
    {
        var page = Open(Sample.Running());
        Tick(3);
        page.WaitForAssertion(() => Assert.Contains("Running for 5 s on worker-1.", page.Find(".station.running").TextContent));
    }

    [Fact]
    public void After_ten_seconds_the_page_says_that_nothing_is_lost()
    {
        const string calm = "This is taking longer than usual. Nothing is lost; you can close this page.";
        var page = Open(Sample.Waiting());
        Tick(8);
        page.WaitForAssertion(() => Assert.Contains("10:42", page.Markup));
        Assert.DoesNotContain(calm, Sentence(page));
        Tick(2);
        page.WaitForAssertion(() => Assert.EndsWith(calm, Sentence(page)));

        Feed.Tell(Sample.Usable());
        page.WaitForAssertion(() => Assert.DoesNotContain(calm, Sentence(page)));
    }

    [Fact]
    public void A_staged_change_is_never_slow()
    {
        Assert.DoesNotContain("longer than usual", Headline.Of(Sample.Staged(), Sample.After(3600)).Sentence);
    }

    [Fact]
    public void The_page_says_when_it_last_heard()
    {
        var page = Open(Sample.Waiting());
        page.WaitForAssertion(() => Assert.Equal("This page keeps itself up to date. Last heard just now.", Text(page.Find(".heard"))));
        Tick(10);
        page.WaitForAssertion(() => Assert.Equal("This page keeps itself up to date. Last heard at 10:42:08 UTC.", Text(page.Find(".heard"))));
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

    private static ChangeStatus Named(string step) => step switch
    {
        nameof(Sample.Waiting) => Sample.Waiting(),
        nameof(Sample.Running) => Sample.Running(),
        nameof(Sample.Retrying) => Sample.Retrying(),
        nameof(Sample.Usable) => Sample.Usable(),
        nameof(Sample.GitRetrying) => Sample.GitRetrying(),
        nameof(Sample.AllDone) => Sample.AllDone(),
        nameof(Sample.Failed) => Sample.Failed(),
        _ => Sample.Superseded(ChangeKind.Publish),
    };

    private void Tick(int seconds) => Clock.Advance(seconds * Second);
}
