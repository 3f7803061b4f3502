using System.Globalization;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

public sealed class UnwritableGitIndexTests(Databases databases, Browser browser)
{
    [Fact]
    public async Task The_sparse_index_goes_on_the_page_says_why_git_waits_and_after_repair_all_is_done_by_itself()
    {
        await using var site = await Site.StartAsync("web", databases);
        var blocked = MakeUnwritable(site.GitIndex);
        await site.StartWorkerAsync("--Jobs:Retry:BaseDelay=00:00:02", "--Jobs:Retry:MaxDelay=00:00:04");

        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await browser.OpenAsync(site.PageOf(change));
        await Expect(visit.Chip).ToHaveTextAsync("Usable");
        Assert.Contains("0.1.0", await site.GetIndexFileAsync("ti/de/tide"), StringComparison.Ordinal);

        await Expect(visit.Say).ToContainTextAsync("The git index is behind, and is tried again by itself.");
        var station = visit.Page.Locator(".station.retrying");
        await Expect(station.Locator("h2")).ToHaveTextAsync("Updating the git index, waiting for the next try");
        await Expect(station.Locator(".note .error")).ToContainTextAsync("…/index.git");
        await Expect(station.Locator(".countdown")).ToBeVisibleAsync();
        await visit.AssertAccessibleAsync();

        var another = await site.PublishAsync("ebb", "0.1.0");
        await site.WaitAsync(another, "usable");

        blocked.ForEach(File.Delete);
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
        await site.WaitAsync(another, "done");
        var files = await Git.RunAsync(site.GitIndex, "ls-tree", "-r", "--name-only", "master");
        Assert.Equal(["3/e/ebb", "config.json", "ti/de/tide"], files.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(await Git.RunAsync(site.GitIndex, "fsck", "--full", "--strict"));
        Assert.Empty(visit.Errors);
    }

    /// <summary>
    /// Nothing can be added any more, not even by root, whom permissions do not stop: files are where git would make folders.
    /// </summary>
    private static List<string> MakeUnwritable(string repository)
    {
        var places = Enumerable.Range(0, 256)
            .Select(first => Path.Combine(repository, "objects", first.ToString("x2", CultureInfo.InvariantCulture)))
            .Where(place => !Directory.Exists(place)).ToList();
        places.ForEach(place => File.WriteAllText(place, ""));
        return places;
    }
}
