using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(-3, "0.01 s")]
    [InlineData(0.003, "0.01 s")]
    [InlineData(0.084, "0.08 s")]
    [InlineData(0.999, "1 s")]
    [InlineData(1.44, "1.4 s")]
    [InlineData(9.97, "10 s")]
    [InlineData(48.2, "48 s")]
    [InlineData(59.7, "1 min")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3780, "1 h 3 min")]
    [InlineData(180_000, "2 d 2 h")]
    public void How_long_it_took(double seconds, string words) => Assert.Equal(words, Durations.Took(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(0.2, "1 s")]
    [InlineData(47.01, "48 s")]
    [InlineData(48, "48 s")]
    [InlineData(60.5, "1 min 1 s")]
    public void What_is_left_is_never_rounded_down(double seconds, string words) =>
        Assert.Equal(words, Durations.Left(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(2.9, "2 s")]
    public void What_has_passed_is_never_rounded_up(double seconds, string words) =>
        Assert.Equal(words, Durations.Elapsed(TimeSpan.FromSeconds(seconds)));
}
