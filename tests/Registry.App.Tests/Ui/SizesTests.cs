using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Ui;

public sealed class SizesTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(1019, "1019 bytes")]
    [InlineData(1024, "1 KiB")]
    [InlineData(49_357, "48.2 KiB")]
    [InlineData(3 * 1024 * 1024, "3 MiB")]
    public void Sizes_are_in_the_largest_unit_that_fits(long bytes, string words) => Assert.Equal(words, Sizes.Words(bytes));
}
