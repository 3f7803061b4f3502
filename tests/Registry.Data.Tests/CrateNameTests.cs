using Registry.Data.Crates;
using Xunit;

namespace Registry.Data.Tests;

public sealed class CrateNameTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("tide-tables", "tide_tables")]
    [InlineData("Tide_Tables2", "tide_tables2")]
    public void A_name_is_compared_without_case_and_dashes(string text, string canonical)
    {
        Assert.True(CrateName.TryParse(text, out var name, out _));
        Assert.Equal(text, name.Text);
        Assert.Equal(canonical, name.Canonical);
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("1tide", "starts with a digit")]
    [InlineData("_tide", "must start with a letter")]
    [InlineData("-tide", "must start with a letter")]
    [InlineData("tide+tables", "contains `+`")]
    [InlineData("tide tables", "contains ` `")]
    [InlineData("tidé", "contains `é`")]
    [InlineData("🦀", "starts with `🦀`")]
    public void What_is_wrong_with_a_name_is_said(string? text, string expected)
    {
        Assert.False(CrateName.TryParse(text, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_may_have_64_characters_and_no_more()
    {
        Assert.True(CrateName.TryParse(new string('a', 64), out _, out _));
        Assert.False(CrateName.TryParse(new string('a', 65), out _, out var error));
        Assert.Contains("65 characters", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("0.0.1-rc.1+build.5", "0.0.1-rc.1")]
    public void A_version_is_kept_as_written_and_compared_without_build_metadata(string text, string withoutBuild)
    {
        Assert.True(VersionNumber.TryParse(text, out var version, out _));
        Assert.Equal(text, version.Text);
        Assert.Equal(withoutBuild, version.WithoutBuild);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.2")]
    [InlineData("v1.2.3")]
    [InlineData("01.2.3")]
    [InlineData(" 1.2.3")]
    [InlineData("1.2.3-")]
    public void Only_semantic_versions_are_versions(string? text) => Assert.False(VersionNumber.TryParse(text, out _, out _));
}
