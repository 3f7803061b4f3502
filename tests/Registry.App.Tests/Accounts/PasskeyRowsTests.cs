using Bunit;
using Registry.App.Accounts.Profile;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Accounts;

public sealed class PasskeyRowsTests : PageTest
{
    private static readonly PasskeyReading Laptop = new("k1", "Laptop", Sample.Requested.AddDays(-9), Sample.Requested);

    private static readonly PasskeyReading Phone = new("k2", "\"Phone\"", Sample.Requested, LastUsedAt: null);

    [Fact]
    public void Each_says_since_when_it_is_there_and_when_it_was_used() => Assert.Equal(
        ["Added 21 Feb 2026, 10:42:07 UTC, last used 10:42:07 UTC.", "Added 10:42:07 UTC, not used yet."],
        Rows().FindAll("li .hint").Select(ChangePageTest.Text));

    [Fact]
    public void Each_is_renamed_and_removed_by_its_own_key()
    {
        var phone = Rows().FindAll("li")[1];
        var name = phone.QuerySelector("input")!;
        Assert.Equal(("Names[k2]", "\"Phone\""), (name.GetAttribute("name"), name.GetAttribute("value")));
        Assert.Equal("Name of the passkey \"Phone\"", phone.QuerySelector($"label[for={name.Id}]")!.TextContent);
        Assert.Equal(
            [("rename:k2", "Rename the passkey \"Phone\""), ("remove:k2", "Remove the passkey \"Phone\"")],
            phone.QuerySelectorAll("button[name=Change]").Select(button => (button.GetAttribute("value")!, button.GetAttribute("aria-label")!)));
    }

    private IRenderedComponent<PasskeyRows> Rows() =>
        Render<PasskeyRows>(view => view.Add(shown => shown.Passkeys, [Laptop, Phone]).Add(shown => shown.Now, Sample.Requested));
}
