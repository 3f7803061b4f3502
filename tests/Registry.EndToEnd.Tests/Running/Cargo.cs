using System.Diagnostics;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>The real cargo with a home of its own, which knows no registry but the one under test and has cached nothing.</summary>
internal sealed class Cargo : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly string _cargo = Tool.Find("cargo");
    private readonly string? _token;

    /// <param name="index">What cargo is told of the registry.</param>
    /// <param name="token">For publishing.</param>
    public Cargo(string index, string? token = null)
    {
        _token = token;
        File.WriteAllText(Path.Combine(_home.Path, "config.toml"), $"""
            [registries.registry]
            index = "{index}"
            """);
    }

    public Task<ProgramResult> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(_cargo, arguments) { WorkingDirectory = directory };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        start.Environment["CARGO_HOME"] = _home.Path;

        // cargo then tells its requests.
        start.Environment["CARGO_HTTP_DEBUG"] = "true";
        start.Environment["CARGO_LOG"] = "network=debug";
        if (_token is not null)
            start.Environment["CARGO_REGISTRIES_REGISTRY_TOKEN"] = _token;
        return ProgramResult.RunAsync(start, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _home.Dispose();

    private static bool IsForeign(string name) =>
        name.StartsWith("CARGO_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);
}
