using System.Globalization;
using Bunit;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class BarStripTests : PageTest
{
    [Fact]
    public void The_most_is_the_highest_bar_and_little_is_still_seen()
    {
        var bars = Render<BarStrip>(strip => strip.Add(view => view.Values, [0, 1, 10_000])).FindAll("rect")
            .Select(bar => double.Parse(bar.GetAttribute("height")!, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(40, bars[2]);
        Assert.InRange(bars[1], 2, 4);
        Assert.True(bars[0] < bars[1]);
    }

    [Fact]
    public void Nothing_at_all_is_a_line() =>
        Assert.All(Render<BarStrip>(strip => strip.Add(view => view.Values, [0, 0])).FindAll("rect"), bar => Assert.Equal("0.75", bar.GetAttribute("height")));
}
