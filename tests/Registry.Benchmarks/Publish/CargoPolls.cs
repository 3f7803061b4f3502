using System.Diagnostics;
using Registry.Testing;

namespace Registry.Benchmarks.Publish;

/// <summary>Lets the real cargo publish, and counts how often it asks the index before it sees the version.</summary>
internal static class CargoPolls
{
    public static async Task<IReadOnlyList<double>> CountAsync(int runs, CancellationToken cancellationToken)
    {
        await using var proxy = await CountingProxy.StartAsync(cancellationToken);
        await using var registry = await RegistryUnderTest.StartAsync([$"--Registry:PublicUrl={proxy.Url}"], cancellationToken);
        proxy.ForwardTo(registry.Url);
        await PublishLoad.RunAsync(registry, "warm", 20, 1, cancellationToken);
        using var directory = new TemporaryDirectory();
        var polls = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            // Without a dash: for a name with one that is missing cargo asks for the spelling with an underscore too.
            var name = $"polled{run}";
            WriteCrate(Path.Combine(directory.Path, name), name);
            proxy.Reset();
            await PublishAsync(directory.Path, name, proxy.Url, registry.Token, cancellationToken);
            polls.Add(proxy.IndexReadsSinceUpload);
        }

        return polls;
    }

    private static void WriteCrate(string directory, string name)
    {
        Directory.CreateDirectory(Path.Combine(directory, "src"));
        File.WriteAllText(
            Path.Combine(directory, "Cargo.toml"),
            $"[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\ndescription = \"A benchmark.\"\nlicense = \"MIT\"\n");
        File.WriteAllText(Path.Combine(directory, "src", "lib.rs"), "");
    }

    private static async Task PublishAsync(string home, string crate, Uri url, string token, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("cargo", ["publish", "--registry", "bench", "--no-verify", "--allow-dirty"])
        {
            WorkingDirectory = Path.Combine(home, crate),
        };
        start.Environment["CARGO_HOME"] = Path.Combine(home, "cargo");
        start.Environment["CARGO_REGISTRIES_BENCH_INDEX"] = $"sparse+{url}index/";
        start.Environment["CARGO_REGISTRIES_BENCH_TOKEN"] = token;
        var result = await ProgramResult.RunAsync(start, cancellationToken);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"cargo publish failed: {result.Errors}");
    }
}
