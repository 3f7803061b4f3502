using Npgsql;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed class KilledWorkerTests(Databases databases)
{
    private static readonly string[] Crates = ["tide", "moon", "moor"];

    /// <summary>Jobs whose workers keep going away are suspected to be the cause, and have to wait.</summary>
    private static readonly string[] SoonAgain = ["--Jobs:Retry:BaseDelay=00:00:01", "--Jobs:Retry:MaxDelay=00:00:02"];

    [Fact]
    public async Task A_worker_killed_after_its_commit_to_git_leaves_nothing_undone_and_nothing_done_twice()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        var sparse = await site.StartWorkerAsync("--queue", "sparse");
        await site.WaitAsync(change, "usable");
        Assert.Equal(0, await sparse.StopAsync());
        var seed = await HeadAsync(site);

        // Who holds the change's row holds up the end of the transaction in which the worker records its commit.
        await using (var database = await site.OpenDatabaseAsync())
        await using (await database.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var hold = new NpgsqlCommand("SELECT FROM index_changes WHERE public_id = $1 FOR UPDATE", database)
            {
                Parameters = { new() { Value = change } },
            };
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var victim = await site.StartWorkerAsync("--queue", "git");
            await Wait.UntilAsync(async () => await HeadAsync(site) != seed, Site.Patience, "the worker to commit to git");
            await victim.KillAsync();
        }

        var commit = await HeadAsync(site);
        Assert.NotEqual("done", (string?)(await GitStageAsync(site, change))["state"]);

        await site.StartWorkerAsync();
        await site.WaitAsync(change, "done");

        Assert.Equal(commit, await HeadAsync(site));
        Assert.Equal(commit, (string?)(await GitStageAsync(site, change))["commit"]);
        Assert.Equal([commit, seed], Lines(await Git.RunAsync(site.GitIndex, "log", "--format=%H", "master")));
        Assert.Single(Lines(await Git.RunAsync(site.GitIndex, "show", "master:ti/de/tide")));
        Assert.Empty(await Git.RunAsync(site.GitIndex, "fsck", "--full", "--strict"));
    }

    [Theory]
    [InlineData(false, 25)]
    [InlineData(true, 8)]
    public async Task Pairs_of_workers_killed_at_any_moment_leave_an_index_that_verifies(bool remote, int rounds)
    {
        using var elsewhere = new TemporaryDirectory();
        await Git.RunAsync(elsewhere.Path, "init", "--quiet", "--bare", "--initial-branch=master", ".");
        await using var site = await Site.StartAsync("web", databases, remote ? [$"--Index:Git:Remote={elsewhere.Path}"] : []);
        var random = new Random(5);
        var changes = new List<string>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var name in Crates)
                changes.Add(await site.PublishAsync(name, $"0.{round}.0"));
            var victims = await Task.WhenAll(site.StartWorkerAsync(SoonAgain), site.StartWorkerAsync(SoonAgain));
            foreach (var victim in victims)
            {
                await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
                await victim.KillAsync();
            }
        }

        await site.StartWorkerAsync(SoonAgain);
        foreach (var change in changes)
            await site.WaitAsync(change, "done");

        var verified = await site.RunAsync("index", "verify", "--files", "all");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        Assert.Contains(
            $"Compared {Crates.Length} crates and {Crates.Length * rounds} stored files: no difference.", verified.Errors, StringComparison.Ordinal);
        Assert.Empty(await Git.RunAsync(site.GitIndex, "fsck", "--full", "--strict", "--no-dangling"));
        if (remote)
        {
            Assert.Empty(await Git.RunAsync(elsewhere.Path, "fsck", "--full", "--strict", "--no-dangling"));
            Assert.Equal(await HeadAsync(site), (await Git.RunAsync(elsewhere.Path, "rev-parse", "master")).Trim());
        }
    }

    private static async Task<string> HeadAsync(Site site) => (await Git.RunAsync(site.GitIndex, "rev-parse", "master")).Trim();

    private static async Task<System.Text.Json.Nodes.JsonNode> GitStageAsync(Site site, string change) =>
        (await site.GetAsync(change))["stages"]!.AsArray().Single(stage => (string?)stage!["name"] == "git_index")!;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
