using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Conformance;

/// <summary>A program that uses what was published, built by a cargo that knows nothing yet.</summary>
internal sealed class Consumer : IDisposable
{
    private readonly CargoPackage _package;

    /// <param name="index">The index of the registry.</param>
    /// <param name="sections">What its manifest says after <c>[package]</c>.</param>
    /// <param name="main">Its source.</param>
    /// <param name="token">In a private registry.</param>
    /// <param name="others">Other registries.</param>
    public Consumer(string index, string sections, string main, string? token = null, params (string Name, string Index, string? Token)[] others)
    {
        Cargo = new Cargo(index, token, others);
        Cargo.Environment["CARGO_NET_GIT_FETCH_WITH_CLI"] = "true";
        _package = CargoPackage.Of(
            ("Cargo.toml", CargoPackage.Manifest("consumer", "0.1.0", $"{sections}\n[workspace]\n")), ("src/main.rs", main));
    }

    public Cargo Cargo { get; }

    public string Path => _package.Path;

    public string Lock => File.ReadAllText(System.IO.Path.Combine(Path, "Cargo.lock"));

    /// <summary>Prints what a number of functions of crates answer.</summary>
    public static string Printing(params string[] expressions) =>
        $"fn main() {{ println!(\"{string.Join(' ', expressions.Select(_ => "{}"))}\", {string.Join(", ", expressions)}); }}";

    public Task<ProgramResult> RunAsync(params string[] arguments) => Cargo.RunAsync(Path, arguments);

    /// <summary>Builds and runs it.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> PrintsAsync(params string[] arguments) =>
        (await RunAsync(["run", "--quiet", .. arguments])).Succeeded().Output.Trim();

    public void Dispose()
    {
        Cargo.Dispose();
        _package.Dispose();
    }
}
