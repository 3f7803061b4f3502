using Bunit;
using Registry.App.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>What the page counts, and by which clock.</summary>
public sealed class ChangePageClockTests : ChangePageTest
{
    private const string Calm = "This is taking longer than usual. Nothing is lost; you can close this page.";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

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
        page.WaitForAssertion(() => Assert.Contains("The next try is due now.", Note(page)));
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
        var page = Open(Sample.Waiting());
        Tick(8);
        page.WaitForAssertion(() => Assert.Contains("10:42", page.Markup));
        Assert.DoesNotContain(Calm, Sentence(page));
        Tick(2);
        page.WaitForAssertion(() => Assert.EndsWith(Calm, Sentence(page)));

        Feed.Tell(Sample.Usable());
        page.WaitForAssertion(() => Assert.DoesNotContain(Calm, Sentence(page)));
    }

    [Theory]
    [InlineData(33.39, false)]
    [InlineData(33.4, true)]
    public void Half_a_minute_after_cargo_saw_it_the_git_index_is_said_to_be_slow_and_cargo_not_to_be(double seconds, bool slow)
    {
        const string slower = "The git index is slower than usual; cargo is not affected, unless it reads the index through git. Nothing for you to do.";
        var committing = Sample.Usable().With(StageName.GitIndex, stage => stage with { State = StageState.Running, Attempts = 1 });
        foreach (var change in new[] { Sample.Usable(), committing })
        {
            var sentence = Headline.Of(change, Sample.After(seconds)).Sentence;
            Assert.Equal(slow, sentence.EndsWith(slower, StringComparison.Ordinal));
        }

        foreach (var name in new[] { nameof(Sample.GitRetrying), nameof(Sample.DoneWithoutGit), nameof(Sample.AllDone), nameof(Sample.GitFailed) })
            Assert.DoesNotContain("slower", Headline.Of(Sample.Named(name), Sample.After(3600)).Sentence);
    }

    [Fact]
    public void The_page_says_when_it_last_heard()
    {
        var page = Open(Sample.Waiting());
        page.WaitForAssertion(() => Assert.Equal("This page keeps itself up to date. Last heard just now.", Text(page.Find(".heard"))));
        Tick(10);
        page.WaitForAssertion(() => Assert.Equal("This page keeps itself up to date. Last heard at 10:42:08 UTC.", Text(page.Find(".heard"))));
    }

    public static TheoryData<string> Slow => [nameof(Sample.Waiting), nameof(Sample.Running), nameof(Sample.Retrying), nameof(Sample.Paused)];

    [Theory]
    [MemberData(nameof(Slow))]
    public void Whatever_takes_longer_than_ten_seconds_is_said_to_be_safe(string step)
    {
        var queued = Sample.Waiting()[StageName.Queued].StartedAt!.Value;
        Assert.DoesNotContain(Calm, Headline.Of(Sample.Named(step), queued.AddSeconds(9.99)).Sentence);
        Assert.EndsWith($". {Calm}", Headline.Of(Sample.Named(step), queued.AddSeconds(10)).Sentence);
    }

    public static TheoryData<string> Settled =>
        [nameof(Sample.Staged), nameof(Sample.Failed), nameof(Sample.Superseded), nameof(Sample.Usable), nameof(Sample.GitRetrying), nameof(Sample.AllDone)];

    [Theory]
    [MemberData(nameof(Settled))]
    public void What_is_held_back_stopped_or_usable_is_never_slow(string step) =>
        Assert.DoesNotContain("longer than usual", Headline.Of(Sample.Named(step), Sample.After(3600)).Sentence);

    [Fact]
    public void What_was_held_back_counts_from_its_release()
    {
        var released = Sample.Waiting().With(StageName.Queued, stage => stage with { StartedAt = Sample.After(3600) });
        Assert.DoesNotContain(Calm, Sentence(Open(released.At(3605))));
        Assert.EndsWith(Calm, Sentence(Open(released.At(3610))));
    }

    private void Tick(int seconds) => Clock.Advance(seconds * Second);
}
