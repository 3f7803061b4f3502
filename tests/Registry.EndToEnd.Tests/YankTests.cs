using System.Text.Json.Nodes;
using Npgsql;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed class YankTests(Databases databases)
{
    [Fact]
    public async Task Of_yanks_and_unyanks_in_quick_succession_the_last_request_wins_in_the_index_and_in_the_database()
    {
        await using var site = await Site.StartAsync("web", databases);
        var worker = await site.StartWorkerAsync();
        await site.WaitAsync(await site.PublishAsync("ebb", "1.0.0"), "done");
        await site.WaitAsync(await site.PublishAsync("flood", "1.0.0"), "done");
        await worker.StopAsync();

        List<string> ebb = [], flood = [];
        for (var i = 0; i < 5; i++)
        {
            ebb.Add(await site.UnyankAsync("ebb", "1.0.0"));
            ebb.Add(await site.YankAsync("ebb", "1.0.0"));
            flood.Add(await site.YankAsync("flood", "1.0.0"));
            flood.Add(await site.UnyankAsync("flood", "1.0.0"));
        }

        await site.StartWorkerAsync();
        await AssertLastWinsAsync(site, ebb);
        await AssertLastWinsAsync(site, flood);
        await AssertYankedAsync(site, "ebb", "3/e/ebb", yanked: true);
        await AssertYankedAsync(site, "flood", "fl/oo/flood", yanked: false);
    }

    private static async Task AssertLastWinsAsync(Site site, List<string> changes)
    {
        var last = await site.WaitAsync(changes[^1], "done");
        Assert.Null(last["superseded_by"]);
        foreach (var earlier in changes.SkipLast(1))
            Assert.Equal(changes[^1], (string?)(await site.WaitAsync(earlier, "done"))["superseded_by"]);
    }

    private static async Task AssertYankedAsync(Site site, string crate, string path, bool yanked)
    {
        var sparse = await site.GetIndexFileAsync(path);
        Assert.Equal(yanked, (bool)JsonNode.Parse(sparse)!["yanked"]!);
        Assert.Equal(sparse, await Git.RunAsync(site.GitIndex, "show", $"master:{path}"));

        await using var database = await site.OpenDatabaseAsync();
        await using var inDatabase = new NpgsqlCommand("SELECT v.yanked FROM versions v JOIN crates c ON c.id = v.crate_id WHERE c.name = $1", database)
        {
            Parameters = { new() { Value = crate } },
        };
        Assert.Equal(yanked, await inDatabase.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
