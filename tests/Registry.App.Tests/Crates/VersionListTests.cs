using Bunit;
using Registry.App.Changes;
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
            SampleCrate.Line("0.4.0", new Standing(Tone.Running, "Updating the index")),
            SampleCrate.Line("0.3.0", Standing.Usable),
            SampleCrate.Line("0.2.0", Standing.Yanked) with { YankMessage = "wrong by an hour" },
            SampleCrate.Line("0.1.0", Standing.Deleted) with { DeletedAt = Sample.Requested },
        ];
        var items = List(versions).FindAll("li");

        Assert.Equal("Updating the index", items[0].QuerySelector(".chip.tone-running")!.TextContent.Trim());
        Assert.Null(items[1].QuerySelector(".chip"));
        Assert.Null(items[1].QuerySelector(".struck"));
        Assert.Equal("Yanked", items[2].QuerySelector(".chip")!.TextContent.Trim());
        Assert.NotNull(items[2].QuerySelector(".struck"));
        Assert.Contains("wrong by an hour", items[2].TextContent);
        Assert.Equal("Deleted 10:42:07 UTC. Its number is never given out again.", ChangePageTest.Text(items[3].QuerySelector("p")!));
        Assert.NotNull(items[3].QuerySelector(".struck"));
    }

    [Fact]
    public void A_line_tells_what_one_chooses_by()
    {
        var full = SampleCrate.Line("0.4.2", Standing.Usable) with { RustVersion = "1.81", Downloads = 1204 };
        Assert.Equal(["by ada, 10:42:07 UTC", "1000 bytes", "Rust 1.81", "1,204 downloads"], Told(full));
        Assert.Equal(["by ada, 10:42:07 UTC", "1000 bytes", "no downloads"], Told(SampleCrate.Line("0.4.2", Standing.Usable)));
    }

    [Theory]
    [InlineData(true, false, false, "Usable")]
    [InlineData(true, true, false, "Yanked")]
    [InlineData(true, true, true, "Deleted")]
    [InlineData(false, false, true, "Deleted")]
    [InlineData(false, false, false, "Stopped")]
    [InlineData(false, true, false, "Stopped")]
    public void A_publish_under_way_stands_where_its_change_does(bool published, bool yanked, bool deleted, string word)
    {
        var publishing = ChangeGlance.Of(Sample.Failed());
        var standing = Standing.Of(published, yanked, deleted, publishing);
        Assert.Equal(word, standing.Word);
        Assert.Equal(standing == Standing.Usable ? 0 : 1, List(SampleCrate.Line("0.4.2", standing)).FindAll(".chip").Count);
    }

    [Fact]
    public void The_chip_of_a_publish_under_way_leads_to_its_status_and_is_kept_up_to_date_until_it_is_over()
    {
        var chip = List(SampleCrate.Line("0.4.2", UnderWay(Sample.Retrying()))).Find("[data-live='version 0.4.2'] a");
        Assert.Equal(("changes/pub_7f3k2m9q", Sample.Id, "Retrying 3"), (chip.GetAttribute("href"), chip.GetAttribute("data-follow"), chip.GetAttribute("data-said")));
        Assert.Equal("Retrying: tide-tables 0.4.2", chip.GetAttribute("aria-label"));

        var stopped = List(SampleCrate.Line("0.4.2", UnderWay(Sample.Failed()))).Find("[data-live='version 0.4.2'] a");
        Assert.Equal("changes/pub_7f3k2m9q", stopped.GetAttribute("href"));
        Assert.False(stopped.HasAttribute("data-follow") || stopped.HasAttribute("data-said"));
    }

    [Fact]
    public void Of_a_publish_that_nothing_is_known_of_only_that_is_told() =>
        Assert.Equal("Being published", Standing.Of(published: false, yanked: false, deleted: false, publishing: null).Word);

    private static Standing UnderWay(ChangeStatus change) =>
        Standing.Of(published: false, yanked: false, deleted: false, ChangeGlance.Of(change));

    private IEnumerable<string> Told(VersionLine version) => List(version).FindAll("p.more > span").Select(ChangePageTest.Text);

    private IRenderedComponent<VersionList> List(params VersionLine[] versions) => Render<VersionList>(
        list => list.Add(view => view.Crate, "tide-tables").Add(view => view.Versions, versions).Add(view => view.Now, Sample.Requested));
}
