using Bunit;
using Registry.App.Admin.Index;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Index;

/// <summary>What can be done to the index on its page, and by whom.</summary>
public sealed class IndexUpkeepTests : IndexPageTest
{
    [Theory]
    [InlineData("Verify", "grace Verify")]
    [InlineData("Repair", "grace Repair")]
    [InlineData("Pack", "grace Gc")]
    public void What_is_asked_for_is_queued_and_cannot_be_asked_for_twice(string title, string asked)
    {
        var page = Render<IndexPage>();
        Button(page, title).Click();
        Assert.Equal([asked], Index.Asked);
        Assert.Equal($"{title} is queued; a worker does it.", page.Find("[role=status]").TextContent);
        Assert.Equal("Waiting", Card(page, title).QuerySelector(".chip")!.TextContent);
        Assert.Equal("Job 7 does it.", WhyNot(page, title));
    }

    [Fact]
    public void The_history_is_collapsed_only_after_it_was_said_what_that_does()
    {
        var page = Render<IndexPage>();
        Button(page, "Squash").Click();
        Assert.Equal(["Squash the history", "Cancel"], Card(page, "Squash").QuerySelectorAll(".ask button").Select(button => button.TextContent));
        Card(page, "Squash").QuerySelectorAll("button")[1].Click();
        Assert.Empty(page.FindAll(".ask"));
        Assert.Empty(Index.Asked);
        Button(page, "Squash").Click();
        Button(page, "Squash").Click();
        Assert.Equal(["grace Squash"], Index.Asked);
    }

    [Fact]
    public void Somebody_else_who_asks_first_leaves_nothing_to_confirm()
    {
        var page = Render<IndexPage>();
        Button(page, "Squash").Click();
        Index.Set(new UpkeepState(UpkeepTask.Squash) { Job = new UpkeepJob(8, "Running", null) });
        Tick();
        page.WaitForAssertion(() => Assert.Equal("Job 8 does it.", WhyNot(page, "Squash")));
    }

    [Fact]
    public void Without_a_git_index_there_is_nothing_to_pack_or_to_squash_and_it_is_said_why()
    {
        Index.State = Index.State with { Git = null };
        var page = Render<IndexPage>();
        const string Off = "There is none: Index:Git:Enabled is false.";
        Assert.Equal([null, null, Off, Off], new[] { "Verify", "Repair", "Pack", "Squash" }.Select(title => WhyNot(page, title)));
    }

    [Fact]
    public void An_operator_looks_at_it_and_is_told_why_nothing_can_be_pressed()
    {
        Authorization.SetPolicies(Policies.See, Policies.Act);
        var page = Render<IndexPage>();
        AdminPageTest.AssertDenied(page.FindAll(".upkeep button"));
        Assert.Contains("takes the role admin", page.Find("#why-not").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 284", ChangePageTest.Text(page.Find("[aria-labelledby=sparse]")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "That was refused: this takes the role admin.")]
    [InlineData(false, "That was refused: sign in again.")]
    public void A_refusal_is_shown(bool signedIn, string words)
    {
        if (signedIn)
            Index.Refusal = new RefusedException(403, "this takes the role admin");
        else
            Authorization.SetAuthenticationType("token");
        var page = Render<IndexPage>();
        Button(page, "Verify").Click();
        Assert.Equal(words, page.Find("[role=status]").TextContent);
        Assert.Empty(Index.Asked);
        Assert.Null(WhyNot(page, "Verify"));
    }
}
