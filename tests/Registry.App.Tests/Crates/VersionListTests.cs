using Bunit;
using Registry.App.Crates;
using Registry.App.Tests.Changes;
using Registry.App.Ui;
using Xunit;

namespace Registry.App.Tests.Crates;

public sealed class VersionListTests : PageTest
{
    [Fact]
    public void Each_version_says_how_it_stands()
    {
        VersionLine[] versions =
        [
            Line("0.4.0", new Standing(Tone.Running, "Updating the index")),
            Line("0.3.0", Standing.Usable),
            Line("0.2.0", Standing.Yanked) with { YankMessage = "wrong by an hour" },
            Line("0.1.0", Standing.Deleted) with { DeletedAt = Sample.Requested },
        ];
        var items = Render<VersionList>(list => list.Add(view => view.Crate, "tide-tables").Add(view => view.Versions, versions)
            .Add(view => view.Now, Sample.Requested)).FindAll("li");

        Assert.Equal("Updating the index", items[0].QuerySelector(".chip.tone-running")!.TextContent.Trim());
        Assert.Null(items[1].QuerySelector(".chip"));
        Assert.Null(items[1].QuerySelector(".struck"));
        Assert.Equal("Yanked", items[2].QuerySelector(".chip")!.TextContent.Trim());
        Assert.NotNull(items[2].QuerySelector(".struck"));
        Assert.Contains("wrong by an hour", items[2].TextContent);
        Assert.Contains("never given out again", items[3].TextContent);
        Assert.NotNull(items[3].QuerySelector(".struck"));
    }

    private static VersionLine Line(string number, Standing standing) =>
        new() { Number = number, At = Sample.Requested, PublishedBy = "ada", Size = 1000, Standing = standing };
}
