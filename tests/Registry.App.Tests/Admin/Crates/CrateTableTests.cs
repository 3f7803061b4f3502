using Bunit;
using Registry.App.Admin.Crates;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Crates;

public sealed class CrateTableTests : PageTest
{
    [Theory]
    [InlineData(false, 0, "In step", "live")]
    [InlineData(false, 2, "Changing", "running")]
    [InlineData(true, 2, "Being deleted", "running")]
    [InlineData(true, 0, "Deleted", "stopped")]
    public void A_crate_says_what_becomes_of_it_and_leads_to_what_can_be_done(bool deleted, int unfinished, string word, string tone)
    {
        var row = Row(new KeptCrate("tide-tables", "0.4.2", 3, unfinished, FakeOperations.Now.AddMinutes(-11), deleted));
        Assert.Equal($"tide-tables 0.4.2 3 {word} 11 min ago", ChangePageTest.Text(row));
        Assert.NotNull(row.QuerySelector($".chip.tone-{tone}"));
        Assert.Equal("admin/crates/tide-tables", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void A_crate_that_nobody_goes_on_with_is_told_from_one_that_changes()
    {
        var row = Row(new KeptCrate("tide-tables", null, 1, 1, null, Deleted: false) { Stopped = true });
        Assert.Equal("Stopped", row.QuerySelector(".chip.tone-stopped")!.TextContent.Trim());
    }

    [Fact]
    public void A_crate_of_which_nothing_can_be_used_says_so() =>
        Assert.Equal("tide-tables – 0 In step –", ChangePageTest.Text(Row(new KeptCrate("tide-tables", null, 0, 0, null, Deleted: false))));

    private AngleSharp.Dom.IElement Row(KeptCrate crate) =>
        Render<CrateTable>(table => table.Add(shown => shown.Crates, [crate]).Add(shown => shown.Now, FakeOperations.Now)).Find("tbody tr");
}
