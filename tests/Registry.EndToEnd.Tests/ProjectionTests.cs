using System.Net;
using System.Text;
using Npgsql;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed class ProjectionTests(Databases databases)
{
    private static readonly string[] Names = ["a", "bc", "Def", "ghij", "Klmno_p", "klm-qr", "tide", "tidepool"];

    [Fact]
    public async Task After_a_mix_of_publishes_and_yanks_sparse_index_git_index_and_database_are_the_same_byte_for_byte()
    {
        await using var site = await Site.StartAsync("web", databases);
        await site.StartWorkerAsync();
        await site.StartWorkerAsync();
        var changes = await Task.WhenAll(Names.Select(name => LiveAsync(site, name)));
        foreach (var change in changes.SelectMany(ofCrate => ofCrate))
            await site.WaitAsync(change, "done");

        var inDatabase = await ReadDatabaseAsync(site);
        var inGit = await ReadCloneAsync(site);
        var configuration = inGit["config.json"];
        inGit.Remove("config.json");

        Assert.Equal(Names.Length, inDatabase.Count);
        Assert.Equal(inDatabase, inGit);
        Assert.Equal(configuration, await site.GetIndexFileAsync("config.json"));
        foreach (var (path, content) in inDatabase)
            Assert.Equal(content, await site.GetIndexFileAsync(path));
        using var unknown = await site.Http.GetAsync("/index/un/kn/unknown", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    /// <summary>The changes of one crate, asked for one after the other while other crates' are under way.</summary>
    private static async Task<List<string>> LiveAsync(Site site, string name) =>
    [
        await site.PublishAsync(name, "0.1.0"),
        await site.YankAsync(name, "0.1.0"),
        await site.PublishAsync(name, "0.2.0-beta.1+build.7"),
        await site.UnyankAsync(name, "0.1.0"),
        await site.YankAsync(name, "0.2.0-beta.1"),
        await site.PublishAsync(name, "10.0.0"),
        await site.YankAsync(name, "0.1.0"),
    ];

    private static async Task<SortedDictionary<string, string>> ReadDatabaseAsync(Site site)
    {
        await using var database = await site.OpenDatabaseAsync();
        await using var all = new NpgsqlCommand("SELECT path, content FROM sparse_files", database);
        await using var reader = await all.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            files.Add(reader.GetString(0), Encoding.Latin1.GetString(reader.GetFieldValue<byte[]>(1)));
        return files;
    }

    private static async Task<SortedDictionary<string, string>> ReadCloneAsync(Site site)
    {
        using var directory = new TemporaryDirectory();
        await Git.RunAsync(directory.Path, "clone", "--quiet", $"{site.Url}git/index", "clone");
        var clone = Path.Combine(directory.Path, "clone");
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in (await Git.RunAsync(clone, "ls-files")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            files.Add(path, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(clone, path), TestContext.Current.CancellationToken)));
        return files;
    }
}
