using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Conformance;

/// <summary>A registry that the tests of a class share; each of them has names of crates of its own.</summary>
public sealed class SharedRegistry(Databases databases) : IAsyncLifetime
{
    internal Site Site { get; private set; } = null!;

    internal string Sparse => $"sparse+{Site.Url}index/";

    internal string Git => $"{Site.Url}git/index";

    public async ValueTask InitializeAsync() => Site = await Site.StartAsync("serve", databases);

    public ValueTask DisposeAsync() => Site.DisposeAsync();

    /// <summary>The address of an index by its kind.</summary>
    internal string Index(string kind) => kind == "git" ? Git : Sparse;

    /// <summary>Publishes with cargo.</summary>
    internal async Task PublishAsync(string manifest, string source, params (string Path, string Text)[] files)
    {
        using var cargo = new Cargo(Sparse, Site.Token);
        using var package = CargoPackage.Of([("Cargo.toml", manifest), ("src/lib.rs", source), .. files]);
        (await cargo.RunAsync(package.Path, "publish", "--registry", "registry", "--no-verify")).Succeeded();
    }

    /// <summary>Publishes a library with one function that answers a number, and nothing it needs.</summary>
    internal Task PublishAsync(string name, string version, int number) =>
        PublishAsync(CargoPackage.Manifest(name, version), $"pub fn number() -> u32 {{ {number} }}");

    /// <summary>Waits until both indexes show all that was asked for.</summary>
    internal Task SettleAsync() => Wait.UntilAsync(
        async () =>
        {
            await using var database = await Site.OpenDatabaseAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "SELECT count(*) FROM background_jobs";
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 0;
        },
        Site.Patience, "all jobs to be done");
}
