using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Conformance;

/// <summary>Every command of cargo that talks to a registry, over either index, in a public and in a private one.</summary>
public sealed class CommandTests(Databases databases)
{
    [Theory]
    [InlineData("sparse", false)]
    [InlineData("git", false)]
    [InlineData("sparse", true)]
    [InlineData("git", true)]
    public async Task A_workspace_is_published_and_used_and_a_lock_outlives_a_yank(string kind, bool isPrivate)
    {
        await using var site = await Site.StartAsync("serve", databases, $"--Registry:Private={isPrivate}");
        var index = kind == "git" ? $"{site.Url}git/index" : $"sparse+{site.Url}index/";
        var token = isPrivate ? site.Token : null;
        using var author = new Cargo(index, site.Token);
        author.Environment["CARGO_NET_GIT_FETCH_WITH_CLI"] = "true";
        using var workspace = CargoPackage.Of(
            ("Cargo.toml", "[workspace]\nmembers = [\"inner\", \"outer\"]\nresolver = \"2\"\n"),
            ("inner/Cargo.toml", CargoPackage.Manifest("inner", "0.1.0")), ("inner/src/lib.rs", "pub fn number() -> u32 { 7 }"),
            ("outer/Cargo.toml", CargoPackage.Manifest("outer", "0.1.0", "[dependencies]\ninner = { path = \"../inner\", version = \"0.1\", registry = \"registry\" }")),
            ("outer/src/lib.rs", "pub use inner::number;"), ("outer/src/main.rs", "fn main() { println!(\"{}\", outer::number()); }"));
        (await author.RunAsync(workspace.Path, "publish", "--workspace", "--registry", "registry")).Succeeded();

        using var consumer = new Consumer(index, "[dependencies]", Consumer.Printing("outer::number()"), token);
        (await consumer.RunAsync("add", "--registry", "registry", "outer")).Succeeded();
        (await consumer.RunAsync("fetch")).Succeeded();
        Assert.Equal("7", await consumer.PrintsAsync("--locked", "--offline"));
        var shown = (await consumer.RunAsync("info", "--registry", "registry", "outer")).Succeeded();
        Assert.Contains("version: 0.1.0", shown.Output, StringComparison.Ordinal);
        var found = (await consumer.RunAsync("search", "--registry", "registry", "outer")).Succeeded();
        Assert.Contains("outer = \"0.1.0\"", found.Output, StringComparison.Ordinal);
        await InstallAsync(consumer);

        (await author.RunAsync(workspace.Path, "yank", "--registry", "registry", "inner@0.1.0")).Succeeded();
        await WaitAsync(site, "inner", yanked: true);
        await BuildLockedAsync(index, token, consumer.Lock);
        Assert.NotEqual(0, (await consumer.RunAsync("install", "--registry", "registry", "--root", Path.Combine(consumer.Path, "again"), "outer")).ExitCode);
        (await author.RunAsync(workspace.Path, "yank", "--undo", "--registry", "registry", "inner@0.1.0")).Succeeded();
        await WaitAsync(site, "inner", yanked: false);
        File.Delete(Path.Combine(consumer.Path, "Cargo.lock"));
        (await consumer.RunAsync("update")).Succeeded();
    }

    [Theory]
    [InlineData("sparse")]
    [InlineData("git")]
    public async Task Without_a_token_or_with_a_wrong_one_a_private_registry_gives_cargo_nothing(string kind)
    {
        await using var site = await Site.StartAsync("serve", databases, "--Registry:Private=true");
        await site.PublishAsync("tide-tables", "0.1.0");
        var index = kind == "git" ? $"{site.Url}git/index" : $"sparse+{site.Url}index/";

        foreach (var token in new[] { null, "rgy_wrong" })
        {
            using var consumer = new Consumer(index, "[dependencies]\ntide-tables = { version = \"0.1\", registry = \"registry\" }", "fn main() {}", token);
            consumer.Cargo.Environment["CARGO_NET_RETRY"] = "0";
            Assert.NotEqual(0, (await consumer.RunAsync("fetch")).ExitCode);
            Assert.NotEqual(0, (await consumer.RunAsync("search", "--registry", "registry", "tide")).ExitCode);
            Assert.NotEqual(0, (await consumer.RunAsync("owner", "--registry", "registry", "--list", "tide-tables")).ExitCode);
        }
    }

    private static async Task InstallAsync(Consumer consumer)
    {
        var root = Path.Combine(consumer.Path, "installed");
        (await consumer.RunAsync("install", "--registry", "registry", "--root", root, "outer")).Succeeded();
        var ran = await ProgramResult.RunAsync(
            new System.Diagnostics.ProcessStartInfo(Path.Combine(root, "bin", "outer")), TestContext.Current.CancellationToken);
        Assert.Equal("7", ran.Succeeded().Output.Trim());
    }

    /// <summary>On another machine, which has nothing but the lock.</summary>
    private static async Task BuildLockedAsync(string index, string? token, string locked)
    {
        using var elsewhere = new Consumer(
            index, "[dependencies]\nouter = { version = \"0.1.0\", registry = \"registry\" }", Consumer.Printing("outer::number()"), token);
        await File.WriteAllTextAsync(Path.Combine(elsewhere.Path, "Cargo.lock"), locked, TestContext.Current.CancellationToken);
        Assert.Equal("7", await elsewhere.PrintsAsync("--locked"));
    }

    /// <summary>Until both indexes show it.</summary>
    private static async Task WaitAsync(Site site, string crate, bool yanked)
    {
        await Wait.UntilAsync(
            async () =>
            {
                await using var database = await site.OpenDatabaseAsync();
                await using var command = database.CreateCommand();
                command.CommandText = "SELECT (SELECT yanked FROM versions v JOIN crates c ON c.id = v.crate_id WHERE c.name = $1) = $2"
                    + " AND NOT EXISTS (SELECT FROM background_jobs)";
                command.Parameters.Add(new() { Value = crate });
                command.Parameters.Add(new() { Value = yanked });
                return (bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
            },
            Site.Patience, $"`yanked` to be {yanked}");
    }
}
