using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using Registry.Data.Crates;
using Registry.Data.Index;
using Xunit;

namespace Registry.Data.Tests;

/// <summary>
/// The real cargo reads rendered files. It skips lines that it cannot read without a word, so a version that it finds, with all its features,
/// is one whose line it understands.
/// </summary>
public sealed class CargoTests : IDisposable
{
    private const int Versions = 40;

    private readonly string _directory = Directory.CreateTempSubdirectory("registry-test-").FullName;

    [Fact]
    public async Task Cargo_finds_every_version_with_every_feature_and_its_checksum()
    {
        var random = new Random(11);
        var versions = Enumerable.Range(1, Versions).Select(major => Version(random, major)).ToList();
        Write("Tide-Tables", versions);
        Write("moor", [Version(1, "1.0.0", [], new() { ["rope"] = [], ["line"] = ["rope"] }, null)]);

        var locked = await LockAsync(versions.Select(version =>
            $"v{version.Id} = {{ package = \"Tide-Tables\", version = \"={VersionNumber.StripBuild(version.Number)}\", features = [{Quoted(version.Features.Keys)}] }}"));

        foreach (var version in versions)
            Assert.Contains($"name = \"Tide-Tables\"\nversion = \"{version.Number}\"\n", locked, StringComparison.Ordinal);
        foreach (var version in versions)
            Assert.Contains($"checksum = \"{version.Checksum}\"", locked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cargo_chooses_no_version_that_is_yanked()
    {
        var older = Version(1, "1.0.0", [], [], null);
        var yanked = Version(2, "1.0.1", [], [], null);
        yanked.Yanked = true;
        Write("tide", [older, yanked]);

        Assert.Contains("name = \"tide\"\nversion = \"1.0.0\"\n", await LockAsync(["tide = \"1\""]), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static CrateVersion Version(Random random, int major)
    {
        string[] suffixes = ["", "+build.7", "-beta.1"];
        List<IndexDependency> dependencies = [new() { Name = "moor", Req = "^1", Optional = true, DefaultFeatures = random.Next(2) == 0 }];
        if (random.Next(2) == 0)
            dependencies.Add(new() { Name = "rope-alias", Package = "moor", Req = ">=1, <2", Features = ["rope"], Target = "cfg(unix)" });
        if (random.Next(2) == 0)
            dependencies.Add(new() { Name = "moor", Req = "1.0", Kind = "dev", Features = ["line"] });
        if (random.Next(2) == 0)
            dependencies.Add(new() { Name = "moor", Req = "1.0", Kind = "build", Target = "x86_64-unknown-linux-gnu" });
        var features = new Dictionary<string, IReadOnlyList<string>> { ["with-moor"] = ["dep:moor"] };
        for (var i = 0; i < random.Next(6); i++)
        {
            features[$"f{i}"] = random.Next(4) switch
            {
                0 => ["moor?/rope"],
                1 => ["moor/line", "with-moor"],
                2 when i > 0 => [$"f{i - 1}"],
                _ => [],
            };
        }

        return Version(
            major, $"{major}.{random.Next(9)}.{random.Next(9)}{suffixes[random.Next(3)]}", dependencies, features,
            random.Next(2) == 0 ? $"native{major}" : null);
    }

    private static CrateVersion Version(
        long id, string number, IReadOnlyList<IndexDependency> dependencies, Dictionary<string, IReadOnlyList<string>> features, string? links)
    {
        var version = new CrateVersion
        {
            Number = number,
            Checksum = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(id))),
            Size = 1,
            StorageKey = "key",
            Dependencies = dependencies,
            Features = features,
            Links = links,
            RustVersion = links is null ? null : "1.56",
            CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000).AddTicks(id),
            PublishedAt = DateTimeOffset.UnixEpoch,
        };
        typeof(CrateVersion).GetProperty(nameof(CrateVersion.Id), BindingFlags.Public | BindingFlags.Instance)!.SetValue(version, id);
        return version;
    }

    private static string Quoted(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"\"{value}\""));

    private void Write(string crate, IEnumerable<CrateVersion> versions)
    {
        var file = Path.Combine(_directory, "registry", "index", IndexPath.For(crate));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, IndexFileRenderer.Render(crate, versions));
    }

    /// <summary>The Cargo.lock of a package that depends on what the lines say, by an index in a directory, without a network.</summary>
    private async Task<string> LockAsync(IEnumerable<string> dependencies)
    {
        var package = Path.Combine(_directory, "consumer");
        Directory.CreateDirectory(Path.Combine(package, "src"));
        await File.WriteAllTextAsync(Path.Combine(package, "src", "lib.rs"), "");
        await File.WriteAllTextAsync(Path.Combine(package, "Cargo.toml"), $"""
            [package]
            name = "consumer"
            version = "0.1.0"
            edition = "2021"
            [dependencies]
            {string.Join('\n', dependencies)}
            [workspace]
            """);
        var home = Path.Combine(_directory, "home");
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Combine(home, "config.toml"), $"""
            [source.crates-io]
            replace-with = "here"
            [source.here]
            local-registry = "{Path.Combine(_directory, "registry")}"
            """);
        var start = new ProcessStartInfo("cargo", ["generate-lockfile", "--offline"])
        {
            WorkingDirectory = package,
            RedirectStandardError = true,
            Environment = { ["CARGO_HOME"] = home },
        };
        using var cargo = Start(start);
        var said = await cargo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await cargo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(cargo.ExitCode == 0, said);
        return await File.ReadAllTextAsync(Path.Combine(package, "Cargo.lock"), TestContext.Current.CancellationToken);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("cargo is not on the PATH.");
            throw;
        }
    }
}
