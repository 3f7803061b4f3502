using Bunit;
using Registry.App.Changes;
using Xunit;

namespace Registry.App.Tests.Changes;

/// <summary>How the page shows why an attempt failed.</summary>
public sealed class ChangePageErrorTests : ChangePageTest
{
    [Fact]
    public void An_error_is_shown_and_never_obeyed()
    {
        var page = Open(Sample.Retrying(error: "<img src=x onerror=alert(1)> & <b>bold</b>"));
        Assert.Equal("<img src=x onerror=alert(1)> & <b>bold</b>", page.Find(".note code").TextContent);
        Assert.Empty(page.FindAll(".note img, .note b"));
    }

    [Fact]
    public void A_long_error_begins_on_one_line_and_unfolds_whole()
    {
        var error = $"push rejected {new string('x', 300)}\nsecond line\n   at a frame";
        var page = Open(Sample.Retrying(error: error));
        var details = page.Find(".note details");
        Assert.False(details.HasAttribute("open"));
        Assert.Equal($"{error[..160]}…", details.QuerySelector("summary code")!.TextContent);
        Assert.Equal(error, details.QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public void An_error_is_not_cut_through_a_character()
    {
        var page = Open(Sample.Retrying(error: new string('x', 159) + "🦀" + new string('y', 40)));
        Assert.Equal(new string('x', 159) + "…", page.Find(".note summary code").TextContent);
    }

    [Theory]
    [InlineData("disk full\n   at a frame", "disk full …")]
    [InlineData("\n\n  disk full  \n   at a frame", "disk full …")]
    public void An_error_of_several_lines_begins_with_the_first_that_says_something(string error, string beginning)
    {
        var page = Open(Sample.Retrying(error: error));
        Assert.Equal(beginning, page.Find(".note summary code").TextContent);
        Assert.Equal(error.TrimStart('\n'), page.Find(".note pre[aria-label='The whole error']").TextContent.TrimStart('\n'));
    }

    [Theory]
    [InlineData(160, 0)]
    [InlineData(161, 1)]
    public void Only_an_error_that_is_too_long_for_its_place_is_folded(int length, int folded)
    {
        var page = Open(Sample.Retrying(error: new string('x', length)));
        Assert.Equal(folded, page.FindAll(".note details").Count);
        Assert.Contains(new string('x', length), Note(page), StringComparison.Ordinal);
    }

    [Fact]
    public void An_attempt_that_ended_without_an_error_is_told_all_the_same()
    {
        var page = Open(Sample.Retrying().With(StageName.SparseIndex, stage => stage with { LastError = null }));
        Assert.Equal("The second attempt failed. The next try comes at 10:42:59 UTC, in 48 s.", Note(page));
    }

    [Fact]
    public void A_line_that_only_ends_an_error_hides_nothing_that_could_be_unfolded()
    {
        var page = Open(Sample.Retrying(error: "fatal: the remote hung up\n"));
        Assert.Equal("fatal: the remote hung up", page.Find(".note code").TextContent);
        Assert.Empty(page.FindAll(".note details"));
    }
}
