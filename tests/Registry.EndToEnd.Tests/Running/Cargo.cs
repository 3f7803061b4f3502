using System.Diagnostics;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>The real cargo with a home of its own, which knows no registry but the one under test and has cached nothing.</summary>
internal sealed class Cargo : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly string _cargo = Tool.Find("cargo");
    private readonly string? _token;
    private readonly (string Name, string Index, string? Token)[] _others;

    /// <param name="index">What cargo is told of the registry.</param>
    /// <param name="token">For publishing.</param>
    /// <param name="others">Other registries, by name.</param>
    public Cargo(string index, string? token = null, params (string Name, string Index, string? Token)[] others)
    {
        _token = token;
        _others = others;
        var more = string.Concat(others.Select(other => $"[registries.{other.Name}]\nindex = \"{other.Index}\"\n"));
        File.WriteAllText(Path.Combine(_home.Path, "config.toml"), $"""
            [registries.registry]
            index = "{index}"
            {more}
            [registry]
            global-credential-providers = ["cargo:token"]
            """);
    }

    /// <summary>More variables for it.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public Task<ProgramResult> RunAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(_cargo, arguments) { WorkingDirectory = directory };
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToList())
            start.Environment.Remove(name);
        start.Environment["CARGO_HOME"] = _home.Path;
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";

        // cargo then tells its requests.
        start.Environment["CARGO_HTTP_DEBUG"] = "true";
        start.Environment["CARGO_LOG"] = "network=debug";
        if (_token is not null)
            GiveToken(start.Environment, _token);
        foreach (var (name, _, token) in _others.Where(other => other.Token is not null))
            start.Environment[$"CARGO_REGISTRIES_{name.ToUpperInvariant()}_TOKEN"] = token;
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return ProgramResult.RunAsync(start, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _home.Dispose();

    /// <summary>To cargo, and to the git that fetches an index for it.</summary>
    private static void GiveToken(IDictionary<string, string?> environment, string token)
    {
        environment["CARGO_REGISTRIES_REGISTRY_TOKEN"] = token;
        environment["GIT_CONFIG_COUNT"] = "1";
        environment["GIT_CONFIG_KEY_0"] = "credential.helper";
        environment["GIT_CONFIG_VALUE_0"] = $"!f() {{ echo username=ferris; echo password={token}; }}; f";
    }

    private static bool IsForeign(string name) =>
        name.StartsWith("CARGO_", StringComparison.Ordinal) || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);
}
