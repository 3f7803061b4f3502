using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin.Crates;
using Registry.App.Deletion;
using Registry.App.SignIn;
using Registry.App.Tests.Changes;
using Registry.Data.Accounts;
using Xunit;

namespace Registry.App.Tests.Admin.Crates;

/// <summary>What is asked before something is done to a crate. What is done then is tested with a database.</summary>
public sealed class CrateFormTests() : FormTest(services => services
    .AddSingleton(new CrateDeletion(new DeletionRequests(null!, null!, null!, null!, null!), new PresentRights(null!, TimeProvider.System)))
    .AddSingleton(new CrateUpkeep(null!, new PresentRights(null!, TimeProvider.System), null!, null!, null!))
    .AddSingleton(new PresentRights(null!, TimeProvider.System)))
{
    [Theory]
    [InlineData(1, "Its one version goes from both indexes")]
    [InlineData(1_500, "All 1 500 versions go from both indexes")]
    public void Before_it_is_deleted_it_is_said_what_that_does_and_what_would_do_less(int versions, string words)
    {
        var form = Deletion(versions);
        Assert.StartsWith(words, ChangePageTest.Text(form.Find("p")), StringComparison.Ordinal);
        Assert.Equal(("yank", "crates/tide-tables/versions"), (form.Find("a").TextContent, form.Find("a").GetAttribute("href")));
        Assert.Equal("Delete tide-tables", form.Find("button").TextContent);
        Assert.All(form.FindAll("input, button"), field => Assert.False(field.HasAttribute("disabled")));
    }

    [Theory]
    [InlineData(Role.Admin, "moor", "old", "Nothing was deleted: what was typed is not the name of the crate.")]
    [InlineData(Role.Admin, "", "old", "Nothing was deleted: what was typed is not the name of the crate.")]
    [InlineData(Role.Admin, "tide-tables", "o\u0007ld", "Nothing was deleted: the reason is too long, or no text.")]
    [InlineData(Role.Operator, "tide-tables", "old", "This takes the role admin.")]
    public void Nothing_is_deleted_without_its_name_typed_by_an_admin_and_the_reason_stays(Role role, string typed, string why, string fault)
    {
        BeSignedIn(role);
        Fill("delete", ("Confirm", typed), ("Why", why));
        var form = Deletion(3);
        form.Find("form").Submit();
        Assert.Equal(fault, form.Find("[role=alert]").TextContent.Trim());
        Assert.Equal((why, null), (form.Find("#why").GetAttribute("value"), form.Find("#confirm").GetAttribute("value")));
    }

    [Fact]
    public void Whoever_may_not_delete_it_is_told_why() => AssertDenied(Deletion(3, mayAdminister: false), "why-not", 1);

    [Fact]
    public void An_operator_verifies_or_resyncs_it_and_whoever_may_not_is_told_why()
    {
        Assert.Equal(["verify", "resync"], Sync(mayAct: true).FindAll("button:not([disabled])").Select(button => button.GetAttribute("value")));
        AssertDenied(Sync(mayAct: false), "why-not-act", 2);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("resync")]
    public void Somebody_who_has_lost_the_role_is_refused(string act)
    {
        BeSignedIn(Role.Viewer);
        Fill("sync", ("Act", act));
        var form = Sync(mayAct: true);
        form.Find("form").Submit();
        Assert.Equal("This takes the role operator.", form.Find("[role=alert]").TextContent);
    }

    [Theory]
    [InlineData(true, true, false, 2, 0, "Compared its file in the sparse index and the git index, and 2 stored files: no difference.")]
    [InlineData(true, true, false, 1, 1, "Compared its file in the sparse index and the git index, and 1 stored file: 1 difference.")]
    [InlineData(
        false, false, false, 0, 2,
        "Compared its file in the sparse index, and 0 stored files: 2 differences. The git index is not on this machine and was not compared. The stored files are not on this machine and were not compared.")]
    [InlineData(true, true, true, 0, 0, "Changes of it are on their way, so its index files were not compared. Try again when they are through.")]
    public void What_came_of_comparing_says_what_was_compared(bool git, bool files, bool underWay, int compared, int differences, string words) => Assert.Equal(
        words, new CrateVerdict("tide-tables", git, files, underWay, compared, [.. Enumerable.Repeat("it differs", differences)]).ToString());

    private static void AssertDenied<T>(IRenderedComponent<T> form, string reason, int buttons)
        where T : IComponent
    {
        Assert.Equal(buttons, form.FindAll("button").Count);
        Assert.All(form.FindAll("button"), button => Assert.Equal((true, reason), (button.IsDisabled(), button.GetAttribute("aria-describedby"))));
        Assert.All(form.FindAll("input:not([type=hidden])"), field => Assert.True(field.IsDisabled()));
    }

    private IRenderedComponent<CrateDeletionForm> Deletion(int versions, bool mayAdminister = true) => Show<CrateDeletionForm>(form => form
        .Add(shown => shown.Crate, "tide-tables").Add(shown => shown.Versions, versions).Add(shown => shown.MayAdminister, mayAdminister));

    private IRenderedComponent<CrateSyncForm> Sync(bool mayAct) =>
        Show<CrateSyncForm>(form => form.Add(shown => shown.Crate, "tide-tables").Add(shown => shown.MayAct, mayAct));
}
