using System.Net;
using Npgsql;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed class DeletionTests(Databases databases)
{
    [Fact]
    public async Task Cargo_does_not_find_what_was_deleted_through_either_index_even_if_it_knew_it_before()
    {
        await using var site = await Site.StartAsync("web", databases);
        await site.StartWorkerAsync();
        foreach (var version in new[] { "1.0.0", "2.0.0" })
            await site.WaitAsync(await site.PublishAsync("tide", version), "done");
        using var sparse = new Client($"sparse+{site.Url}index/");
        using var git = new Client($"{site.Url}git/index");
        Client[] clients = [sparse, git];
        foreach (var client in clients)
        {
            (await client.ResolveAsync("2")).Succeeded();
            (await client.FetchAsync()).Succeeded();
        }

        await site.WaitAsync(await site.DeleteAsync("tide", "2.0.0"), "done");

        foreach (var client in clients)
        {
            Assert.Contains("failed to select a version for the requirement `tide = \"^2\"`", await client.FailAsync("2"), StringComparison.Ordinal);
            (await client.ResolveAsync("1")).Succeeded();
        }

        await site.WaitAsync(await site.DeleteAsync("tide"), "done");

        foreach (var client in clients)
            Assert.Contains("no matching package named `tide` found", await client.FailAsync("1"), StringComparison.Ordinal);
        using var file = await site.Http.GetAsync("/index/ti/de/tide", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        Assert.DoesNotContain("tide", await Git.RunAsync(site.GitIndex, "ls-tree", "-r", "--name-only", "master"), StringComparison.Ordinal);
        Assert.Empty(StoredFiles(site));
        await AssertSoundAsync(site);
    }

    [Fact]
    public async Task A_worker_killed_when_it_has_removed_the_file_leaves_the_rest_to_the_next_one()
    {
        await using var site = await Site.StartAsync("web", databases);
        var first = await site.StartWorkerAsync();
        await site.WaitAsync(await site.PublishAsync("tide", "1.0.0"), "done");
        await first.StopAsync();
        var deletion = await site.DeleteAsync("tide");
        var writer = await site.StartWorkerAsync("--queue", "sparse", "--queue", "git");
        await Wait.UntilAsync(async () => await StageAsync(site, deletion, "git_index") == "done", Site.Patience, "the index to be written");
        await writer.StopAsync();
        Assert.Single(StoredFiles(site));

        // Who holds the version's row holds up the end of the transaction in which the worker says that the file is gone.
        await using (var database = await site.OpenDatabaseAsync())
        await using (await database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var hold = new NpgsqlCommand("SELECT FROM versions FOR UPDATE", database);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var victim = await site.StartWorkerAsync();
            await Wait.UntilAsync(() => StoredFiles(site).Length == 0, Site.Patience, "the file to be removed");
            await victim.KillAsync();
        }

        Assert.NotEqual("done", await StageAsync(site, deletion, "verified"));
        await site.StartWorkerAsync();
        await site.WaitAsync(deletion, "done");
        await AssertSoundAsync(site);
    }

    [Fact]
    public async Task Workers_killed_at_any_moment_bring_deletions_to_their_end()
    {
        await using var site = await Site.StartAsync("web", databases);
        var random = new Random(11);
        var deletions = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            foreach (var name in new[] { "tide", "moon", "moor" })
            {
                await site.PublishAsync(name, $"0.{round}.0");
                if (round > 0)
                    deletions.Add(await site.DeleteAsync(name, $"0.{round - 1}.0"));
            }

            if (round == 3)
                deletions.Add(await site.DeleteAsync("moor"));
            var victim = await site.StartWorkerAsync();
            await Task.Delay(random.Next(700), TestContext.Current.CancellationToken);
            await victim.KillAsync();
        }

        await site.StartWorkerAsync();
        foreach (var deletion in deletions)
            await site.WaitAsync(deletion, "done");
        foreach (var name in new[] { "tide", "moon" })
        {
            await Wait.UntilAsync(
                async () => (await site.GetIndexFileAsync($"{name[..2]}/{name[2..]}/{name}")).Contains("0.3.0", StringComparison.Ordinal), Site.Patience, name);
        }

        Assert.Equal(2, StoredFiles(site).Length);
        await AssertSoundAsync(site);
    }

    private static string[] StoredFiles(Site site) =>
        Directory.GetFiles(Path.Combine(site.DataDirectory, "crates"), "*.crate", SearchOption.AllDirectories);

    private static async Task<string?> StageAsync(Site site, string change, string stage) =>
        (string?)(await site.GetAsync(change))["stages"]!.AsArray().Single(known => (string?)known!["name"] == stage)!["state"];

    private static async Task AssertSoundAsync(Site site)
    {
        var verified = await site.RunAsync("index", "verify", "--files", "all");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        Assert.Empty(await Git.RunAsync(site.GitIndex, "fsck", "--full", "--strict"));
    }

    /// <summary>A cargo that keeps what it has seen of one of the indexes.</summary>
    private sealed class Client(string index) : IDisposable
    {
        private readonly Cargo _cargo = new(index);
        private CargoPackage? _package;

        public async Task<ProgramResult> ResolveAsync(string requirement)
        {
            _package?.Dispose();
            _package = CargoPackage.Program("consumer", "fn main() {}", $"tide = {{ version = \"{requirement}\", registry = \"registry\" }}");
            return await RunAsync("generate-lockfile");
        }

        public Task<ProgramResult> FetchAsync() => RunAsync("fetch", "--locked");

        public async Task<string> FailAsync(string requirement)
        {
            var resolved = await ResolveAsync(requirement);
            Assert.NotEqual(0, resolved.ExitCode);
            return resolved.Errors;
        }

        public void Dispose()
        {
            _package?.Dispose();
            _cargo.Dispose();
        }

        private Task<ProgramResult> RunAsync(params string[] arguments) =>
            _cargo.RunAsync(_package!.Path, [.. arguments, "--config", "net.git-fetch-with-cli=true"]);
    }
}
