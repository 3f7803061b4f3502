using Bunit;
using Registry.App.Changes;
using Registry.App.Crates;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class UnderWayBannerTests : PageTest
{
    [Theory]
    [InlineData(nameof(Sample.Staged), "is being published — step 2 of 5.")]
    [InlineData(nameof(Sample.Waiting), "is being published — step 2 of 5.")]
    [InlineData(nameof(Sample.Running), "is being published — step 3 of 5.")]
    [InlineData(nameof(Sample.Retrying), "is being published — step 3 of 5, which is tried again by itself.")]
    [InlineData(nameof(Sample.Usable), "can be used; the last steps go on — step 4 of 5.")]
    [InlineData(nameof(Sample.GitRetrying), "can be used; the last steps go on — step 4 of 5.")]
    public void Every_page_of_the_crate_says_which_version_is_on_its_way_and_how_far(string change, string words)
    {
        var banner = Banner(Sample.Named(change));
        Assert.Equal($"0.4.2 {words} See where it stands", ChangePageTest.Text(banner.Find("p")));
        var link = banner.Find("[data-follow]");
        Assert.Equal(("changes/pub_7f3k2m9q", Sample.Id), (link.GetAttribute("href"), link.GetAttribute("data-follow")));
        Assert.Equal("status", banner.Find("[data-live=under-way]").GetAttribute("role"));
        Assert.Single(banner.FindAll("script[src*=live]"));
    }

    [Theory]
    [InlineData(nameof(Sample.Failed), "is not published: the operators have stopped it at step 3 of 5. See what you can do")]
    [InlineData(nameof(Sample.AllDone), "is published and can be used. See where it stands")]
    public void What_is_over_is_told_and_no_longer_followed(string change, string words)
    {
        var banner = Banner(Sample.Named(change));
        Assert.Equal($"0.4.2 {words}", ChangePageTest.Text(banner.Find("p")));
        Assert.Empty(banner.FindAll("[data-follow], script"));
    }

    [Theory]
    [InlineData(nameof(Sample.GitFailed))]
    [InlineData(nameof(Sample.Superseded))]
    public void Of_what_nobody_has_to_know_nothing_is_said(string change) => Assert.Empty(Banner(Sample.Named(change)).FindAll("p, script"));

    [Fact]
    public void A_version_that_was_yanked_meanwhile_is_not_called_usable()
    {
        var done = Sample.AllDone();
        Assert.Empty(Banner(done with { Details = done.Details with { Yanked = true } }).FindAll("p"));
    }

    [Fact]
    public void Of_many_only_a_few_are_told_one_by_one()
    {
        var publishes = Enumerable.Range(1, 5).Select(n => new PublishUnderWay($"0.{n}.0", ChangeGlance.Of(Sample.Waiting())));
        var banner = Render<UnderWayBanner>(view => view.Add(shown => shown.Crate, "tide-tables").Add(shown => shown.Publishes, [.. publishes]));
        Assert.Equal(4, banner.FindAll("p").Count);
        Assert.Equal("crates/tide-tables/versions", banner.Find("p:last-child a").GetAttribute("href"));
        Assert.Equal("2 more on their way", banner.Find("p:last-child a").TextContent);
    }

    [Fact]
    public void What_pages_say_changes_with_each_step_and_with_the_end()
    {
        var running = Sample.AllDone() with { State = ChangeState.Running };
        ChangeStatus[] way =
        [
            Sample.Waiting(), Sample.Paused(Sample.Waiting()), Sample.Running(), Sample.Retrying(), Sample.Usable(),
            running.With(StageName.Verified, stage => stage with { State = StageState.Running }), Sample.AllDone(),
        ];
        Assert.Equal(way.Length, way.Select(change => ChangeGlance.Of(change).Said).Distinct().Count());
        Assert.Equal(ChangeGlance.Of(Sample.Waiting(position: 3)).Said, ChangeGlance.Of(Sample.Waiting(position: 2)).Said);
    }

    private IRenderedComponent<UnderWayBanner> Banner(ChangeStatus change) => Render<UnderWayBanner>(
        view => view.Add(shown => shown.Crate, "tide-tables").Add(shown => shown.Publishes, [new PublishUnderWay("0.4.2", ChangeGlance.Of(change))]));
}
