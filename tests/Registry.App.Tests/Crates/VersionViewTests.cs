using Bunit;
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
        Assert.Empty(view.FindAll(".chip"));
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
                new("del_4", ChangeKind.Delete, Sample.Requested, "an operator", Done: false),
                new("yank_3", ChangeKind.Unyank, Sample.Requested, "grace", Done: true),
                new("yank_2", ChangeKind.Yank, Sample.Requested, "grace", Done: true),
                new("pub_1", ChangeKind.Publish, Sample.Requested.AddDays(-1), "ada", Done: true),
            ],
        });
        Assert.Equal(
            [
                "Deleted by an operator, 10:42:07 UTC, under way",
                "Unyanked by grace, 10:42:07 UTC",
                "Yanked by grace, 10:42:07 UTC",
                "Published by ada, 1 Mar 2026, 10:42:07 UTC",
            ],
            view.FindAll(".changes li").Select(ChangePageTest.Text));
        Assert.Equal("changes/del_4", view.Find(".changes a").GetAttribute("href"));
    }

    private static IEnumerable<string> Titles(IRenderedComponent<VersionView> view) => view.FindAll("h2").Select(title => title.TextContent);

    private IRenderedComponent<VersionView> View(VersionDetails version, string? readme = null) => Render<VersionView>(
        view => view.Add(shown => shown.Version, version).Add(shown => shown.Readme, readme).Add(shown => shown.Now, Sample.Requested));
}
