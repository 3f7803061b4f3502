using Bunit;
using Microsoft.AspNetCore.Components;
using Registry.App.Admin;
using Xunit;

namespace Registry.App.Tests.Admin;

public sealed class LiveChipTests : PageTest
{
    [Theory]
    [InlineData(true, false, null, "Live", "live")]
    [InlineData(true, true, null, "Held", "waiting")]
    [InlineData(true, true, "the database is away", "Cannot be read now", "retrying")]
    [InlineData(false, false, null, "Connecting", "waiting")]
    public void It_says_whether_the_page_is_of_now(bool connected, bool held, string? stale, string word, string tone)
    {
        SetRendererInfo(new RendererInfo(connected ? "Server" : "Static", connected));
        var chip = Render<LiveChip>(shown => shown.Add(one => one.Stale, stale).Add(one => one.Held, held)).Find(".chip");
        Assert.Equal((word, true), (chip.TextContent, chip.ClassList.Contains($"tone-{tone}")));
    }

    [Fact]
    public void Where_no_scripts_run_it_says_of_when_the_page_is_instead()
    {
        SetRendererInfo(new RendererInfo("Static", false));
        var chip = Render<LiveChip>(shown => shown.Add(one => one.Stale, null));
        Assert.Equal("Connecting", chip.Find(".with-scripts").TextContent);
        Assert.Matches("As of .* UTC; reload for newer.", chip.Find("noscript").TextContent);
    }
}
