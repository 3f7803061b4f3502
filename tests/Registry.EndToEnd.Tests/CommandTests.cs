using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

/// <summary>The commands of the real cargo that talk to a registry, beside publish and yank.</summary>
public sealed class CommandTests(Databases databases)
{
    [Fact]
    public async Task Cargo_logs_in_publishes_searches_shows_adds_yanks_and_manages_owners()
    {
        await using var site = await Site.StartAsync("serve", databases);
        using var cargo = new Cargo($"sparse+{site.Url}index/");
        using var crate = CargoPackage.Library("tide-tables", "pub fn high() -> u32 { 12 }");
        using var consumer = CargoPackage.Program("harbour", "fn main() { println!(\"{}\", tide_tables::high()); }", "");

        Assert.NotEqual(0, (await cargo.RunAsync(crate.Path, "publish", "--registry", "registry")).ExitCode);
        (await cargo.RunAsync(crate.Path, "login", "--registry", "registry", site.Token)).Succeeded();
        (await cargo.RunAsync(crate.Path, "publish", "--registry", "registry")).Succeeded();

        var found = (await cargo.RunAsync(crate.Path, "search", "--registry", "registry", "tide")).Succeeded();
        Assert.Contains("tide-tables = \"0.1.0\"", found.Output, StringComparison.Ordinal);
        Assert.Contains("A package of a test.", found.Output, StringComparison.Ordinal);
        var shown = (await cargo.RunAsync(consumer.Path, "info", "--registry", "registry", "tide-tables")).Succeeded();
        Assert.Contains("license: MIT", shown.Output, StringComparison.Ordinal);

        (await cargo.RunAsync(consumer.Path, "add", "--registry", "registry", "tide-tables")).Succeeded();
        (await cargo.RunAsync(consumer.Path, "generate-lockfile")).Succeeded();
        (await cargo.RunAsync(consumer.Path, "yank", "--registry", "registry", "--version", "0.1.0", "tide-tables")).Succeeded();
        await site.WaitAsync(await LastChangeAsync(site), "done");
        (await cargo.RunAsync(consumer.Path, "fetch", "--locked")).Succeeded();
        Assert.Equal("12", (await cargo.RunAsync(consumer.Path, "run", "--locked", "--quiet")).Succeeded().Output.Trim());
        File.Delete(Path.Combine(consumer.Path, "Cargo.lock"));
        Assert.NotEqual(0, (await cargo.RunAsync(consumer.Path, "update")).ExitCode);
        (await cargo.RunAsync(consumer.Path, "yank", "--undo", "--registry", "registry", "--version", "0.1.0", "tide-tables")).Succeeded();
        await site.WaitAsync(await LastChangeAsync(site), "done");
        (await cargo.RunAsync(consumer.Path, "update")).Succeeded();

        await AssertOwnersAsync(site, cargo, crate);
        (await cargo.RunAsync(crate.Path, "logout", "--registry", "registry")).Succeeded();
        Assert.NotEqual(0, (await cargo.RunAsync(crate.Path, "owner", "--registry", "registry", "--list")).ExitCode);
    }

    private static async Task AssertOwnersAsync(Site site, Cargo cargo, CargoPackage crate)
    {
        string[] settings = [$"--ConnectionStrings:Registry={site.ConnectionString}"];
        await Site.CreateTokenAsync("grace", settings);
        (await RegistryExecutable.RunAsync(["team", "add", "harbour", .. settings], TestContext.Current.CancellationToken)).Succeeded();
        (await RegistryExecutable.RunAsync(["team", "join", "harbour", "ferris", .. settings], TestContext.Current.CancellationToken)).Succeeded();

        var added = (await cargo.RunAsync(crate.Path, "owner", "--registry", "registry", "--add", "grace", "--add", "team:harbour")).Succeeded();
        Assert.Contains("user grace has been invited", added.Errors, StringComparison.Ordinal);
        Assert.Contains("team:harbour", await ListAsync(cargo, crate), StringComparison.Ordinal);
        (await cargo.RunAsync(crate.Path, "owner", "--registry", "registry", "--remove", "team:harbour")).Succeeded();
        Assert.DoesNotContain("harbour", await ListAsync(cargo, crate), StringComparison.Ordinal);
        var refused = await cargo.RunAsync(crate.Path, "owner", "--registry", "registry", "--remove", "ferris");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("must keep a user", refused.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> ListAsync(Cargo cargo, CargoPackage crate) =>
        (await cargo.RunAsync(crate.Path, "owner", "--registry", "registry", "--list")).Succeeded().Output;

    private static async Task<string> LastChangeAsync(Site site)
    {
        await using var database = await site.OpenDatabaseAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT public_id FROM index_changes ORDER BY id DESC LIMIT 1";
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    [Fact]
    public async Task A_private_registry_is_for_cargo_with_a_token_alone_over_either_index()
    {
        await using var site = await Site.StartAsync("serve", databases, "--Registry:Private=true");
        var sparse = $"sparse+{site.Url}index/";
        using var author = new Cargo(sparse, site.Token);
        using var crate = CargoPackage.Library("tide-tables", "pub fn high() -> u32 { 12 }");
        (await author.RunAsync(crate.Path, "publish", "--registry", "registry")).Succeeded();
        var done = await author.RunAsync(crate.Path, "search", "--registry", "registry", "tide");
        Assert.Contains("tide-tables", done.Succeeded().Output, StringComparison.Ordinal);

        await BuildAsync(sparse, site.Token, works: true);
        await BuildAsync(sparse, null, works: false);
        await Wait.UntilAsync(
            async () => (await Git.RunAsync(site.GitIndex, "ls-tree", "-r", "--name-only", "HEAD")).Contains("tide-tables", StringComparison.Ordinal),
            Site.Patience, "the crate in the git index");
        await BuildAsync($"{site.Url}git/index", site.Token, works: true);
        await BuildAsync($"{site.Url}git/index", null, works: false);
    }

    private static async Task BuildAsync(string index, string? token, bool works)
    {
        using var cargo = new Cargo(index, token);
        using var consumer = CargoPackage.Program(
            "harbour", "fn main() { println!(\"{}\", tide_tables::high()); }", """tide-tables = { version = "0.1", registry = "registry" }""");
        var built = await cargo.RunAsync(consumer.Path, "build", "--config", "net.git-fetch-with-cli=true");
        Assert.True(works == (built.ExitCode == 0), built.Errors);
    }
}
