using Bunit;
using Registry.App.Changes;
using Registry.App.Crates;
using Registry.App.Tests.Changes;
using Registry.Data.Changes;
using Registry.Data.Index;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class VersionViewTests : PageTest
{
    private static readonly VersionDetails Full = SampleCrate.Version with
    {
        Description = "Tides of all harbours.",
        Dependencies = [new IndexDependency { Name = "chrono", Req = "^0.4" }],
    };

    [Fact]
    public void A_version_that_can_be_used_is_offered_with_all_that_is_known_of_it()
    {
        var view = View(Full, "<p>Read me.</p>");
        Assert.Equal("This version is published and can be used.", view.Find(".say").TextContent);
        Assert.Empty(view.FindAll(".chip"));
        Assert.Equal("cargo add tide-tables@0.4.2 --registry registry", view.Find("button:enabled").GetAttribute("data-copy"));
        Assert.Equal(["Its changes", "Depends on", "README"], Titles(view));
        Assert.Contains("Tides of all harbours.", view.Markup, StringComparison.Ordinal);
        Assert.Equal("Read me.", view.Find(".readme").TextContent);
        Assert.NotEmpty(view.FindAll("aside"));
    }

    [Fact]
    public void A_version_that_is_being_published_is_not_offered_yet()
    {
        var view = View(Full with { PublishedAt = null });
        Assert.Equal("This version is being published; cargo does not see it yet.", view.Find(".say").TextContent);
        Assert.True(view.Find("button").HasAttribute("disabled"));
        Assert.Equal("Being published", view.Find(".chip").TextContent);
    }

    [Theory]
    [InlineData(nameof(Sample.Waiting), "Waiting", "This version is being published — step 2 of 5. Cargo does not see it yet. See where it stands", true)]
    [InlineData(nameof(Sample.Retrying), "Retrying", "This version is being published — step 3 of 5, which is tried again by itself. Cargo does not see it yet. See where it stands", true)]
    [InlineData(nameof(Sample.Failed), "Stopped", "This version is not published: the operators have stopped it at step 3 of 5. Cargo does not see it yet. See what you can do", false)]
    public void A_publish_says_where_it_stands_and_leads_to_its_status(string name, string word, string sentence, bool goesOn)
    {
        var view = View(Full with { PublishedAt = null, Changes = [Asked(ChangeKind.Publish, Sample.Named(name))] });
        Assert.Equal(word, view.Find(".title .chip").TextContent);
        Assert.Equal(sentence, ChangePageTest.Text(view.Find(".say")));
        Assert.Equal("changes/pub_7f3k2m9q", view.Find(".say a").GetAttribute("href"));
        Assert.Equal(goesOn, view.FindAll("[data-follow]").Count > 0);
        Assert.Equal(goesOn ? 1 : 0, view.FindAll("script[src*=live]").Count);
    }

    [Theory]
    [InlineData(nameof(Sample.Superseded), "Yank Superseded asked for by grace, 10:42:07 UTC")]
    [InlineData(nameof(Sample.Failed), "Yank Stopped asked for by grace, 10:42:07 UTC")]
    [InlineData(nameof(Sample.Retrying), "Yank Retrying asked for by grace, 10:42:07 UTC")]
    [InlineData(nameof(Sample.Waiting), "Yank Waiting asked for by grace, 10:42:07 UTC")]
    [InlineData(nameof(Sample.Usable), "Yanked by grace, 10:42:07 UTC; the last steps go on")]
    [InlineData(nameof(Sample.GitFailed), "Yanked by grace, 10:42:07 UTC; the operators have stopped a later step")]
    public void A_change_that_did_not_come_to_pass_is_not_told_as_if_it_had(string name, string words)
    {
        var view = View(Full with { Changes = [Asked(ChangeKind.Yank, Sample.Named(name))] });
        Assert.Equal(words, ChangePageTest.Text(view.Find(".changes li")));
        Assert.Equal("changes/pub_7f3k2m9q", view.Find(".changes a").GetAttribute("href"));
    }

    [Fact]
    public void A_change_that_is_long_superseded_has_come_to_nothing()
    {
        var view = View(Full with { Changes = [new("yank_2", ChangeKind.Yank, Sample.Requested, "grace") { Done = true, Superseded = true }] });
        Assert.Equal("Yank Superseded asked for by grace, 10:42:07 UTC", ChangePageTest.Text(view.Find(".changes li")));
    }

    [Fact]
    public void A_yanked_version_says_what_that_means_and_why_it_was_yanked()
    {
        var view = View(Full with { Yanked = true, YankMessage = "wrong by <an> hour" });
        Assert.Equal("Yanked", view.Find(".chip").TextContent);
        Assert.StartsWith("This version is yanked: cargo no longer picks it", view.Find(".say").TextContent);
        Assert.Equal("“wrong by <an> hour”", view.Find(".message").TextContent);
        Assert.True(view.Find("button").HasAttribute("disabled"));
        Assert.Empty(View(Full with { Yanked = true }).FindAll(".message"));
    }

    [Fact]
    public void Of_a_deleted_version_only_its_changes_and_the_reason_are_left()
    {
        var view = View(Full with { PublishedAt = null, Yanked = true, DeletedAt = Sample.Requested, DeletionMessage = "it had a key in it" });
        Assert.Equal("Deleted", view.Find(".chip").TextContent);
        Assert.StartsWith("This version is deleted: cargo does not find it", view.Find(".say").TextContent);
        Assert.Equal("“it had a key in it”", view.Find(".message").TextContent);
        Assert.Equal(["Its changes"], Titles(view));
        Assert.Empty(view.FindAll("aside, button"));
        Assert.DoesNotContain("Tides of all harbours.", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_changes_say_who_asked_for_what_and_lead_to_their_pages()
    {
        var view = View(Full with
        {
            Changes =
            [
                new("del_4", ChangeKind.Delete, Sample.Requested, "an operator"),
                new("yank_3", ChangeKind.Unyank, Sample.Requested, "grace") { Done = true },
                new("yank_2", ChangeKind.Yank, Sample.Requested, "grace") { Done = true },
                new("pub_1", ChangeKind.Publish, Sample.Requested.AddDays(-1), "ada") { Done = true },
            ],
        });
        Assert.Equal(
            [
                "Deletion Under way asked for by an operator, 10:42:07 UTC",
                "Unyanked by grace, 10:42:07 UTC",
                "Yanked by grace, 10:42:07 UTC",
                "Published by ada, 1 Mar 2026, 10:42:07 UTC",
            ],
            view.FindAll(".changes li").Select(ChangePageTest.Text));
        Assert.Equal("changes/del_4", view.Find(".changes a").GetAttribute("href"));
    }

    private static VersionChange Asked(ChangeKind kind, ChangeStatus change) =>
        new(change.Id, kind, Sample.Requested, "grace") { Glance = ChangeGlance.Of(change) };

    private static IEnumerable<string> Titles(IRenderedComponent<VersionView> view) => view.FindAll("h2").Select(title => title.TextContent);

    private IRenderedComponent<VersionView> View(VersionDetails version, string? readme = null) => Render<VersionView>(
        view => view.Add(shown => shown.Version, version).Add(shown => shown.Readme, readme).Add(shown => shown.Now, Sample.Requested));
}
