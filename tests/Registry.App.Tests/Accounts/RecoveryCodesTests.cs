using Bunit;
using Registry.App.Accounts.Profile;
using Xunit;

namespace Registry.App.Tests.Accounts;

public sealed class RecoveryCodesTests : PageTest
{
    [Fact]
    public void All_codes_are_copied_at_once_each_on_a_line_of_its_own()
    {
        var codes = Render<RecoveryCodes>(view => view.Add(shown => shown.Codes, ["AAAA-1111", "BBBB-2222"]));
        Assert.Equal("AAAA-1111\nBBBB-2222", codes.Find("pre").TextContent);
        Assert.Equal("AAAA-1111\nBBBB-2222", codes.Find("button[aria-label='Copy the recovery codes']").GetAttribute("data-copy"));
        Assert.Equal("me/settings", codes.Find("a").GetAttribute("href"));
    }
}
