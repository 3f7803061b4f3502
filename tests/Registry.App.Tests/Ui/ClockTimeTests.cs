using Bunit;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class ClockTimeTests : PageTest
{
    private static readonly DateTimeOffset Beside = new(2026, 3, 2, 0, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-02T23:59:59.120Z", "23:59:59 UTC")]
    [InlineData("2026-03-02T01:30:00+02:00", "1 Mar 2026, 23:30:00 UTC")]
    [InlineData("2026-03-03T01:30:00+02:00", "23:30:00 UTC")]
    [InlineData("2025-03-02T00:30:00Z", "2 Mar 2025, 00:30:00 UTC")]
    public void The_day_is_named_only_where_it_is_another_one_than_the_reader_has_in_mind(string at, string words) =>
        Assert.Equal(words, Time(at).TextContent);

    [Fact]
    public void Scripts_and_those_who_point_at_it_get_the_whole_of_it()
    {
        var time = Time("2026-03-02T12:00:00.120+02:00");
        Assert.Equal("2026-03-02T10:00:00.120Z", time.GetAttribute("datetime"));
        Assert.Equal("2026-03-02 10:00:00.120 UTC", time.GetAttribute("title"));
        Assert.Equal("2026-03-02T00:30:00.000Z", time.GetAttribute("data-local"));
    }

    private AngleSharp.Dom.IElement Time(string at)
    {
        var when = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        return Render<ClockTime>(view => view.Add(shown => shown.At, when).Add(shown => shown.Beside, Beside)).Find("time");
    }
}
