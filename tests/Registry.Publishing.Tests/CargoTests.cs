using System.ComponentModel;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Registry.App.Publishing;

namespace Registry.Publishing.Tests;

/// <summary>What the real <c>cargo publish</c> sends is what the reader reads.</summary>
public sealed class CargoTests
{
    private static readonly string LongPath = $"src/{string.Join('/', Enumerable.Repeat("quite_a_long_directory_name", 6))}/deep.rs";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_publish_of_the_real_cargo_is_received()
    {
        using var fixture = new PublishFixture();
        var workspace = Directory.CreateTempSubdirectory("registry-cargo-");
        try
        {
            await WriteCrateAsync(workspace.FullName);
            var body = await PublishAsync(workspace.FullName);
            await using var crate = await fixture.ReadAsync(body);
            Assert.Equal("Tide-Tables", crate.Name.Text);
            Assert.Equal("0.4.2-rc.1+build.5", crate.Version.Text);
            Assert.Equal("Tide-Tables", crate.Manifest.Name);
            Assert.Equal("0.4.2-rc.1+build.5", crate.Manifest.Version);
            Assert.Equal(["night"], crate.Manifest.Features.Keys);
            Assert.Equal(new ManifestDependency("luna", "moon", "normal", "1", Optional: true), Assert.Single(crate.Manifest.Dependencies));
            Assert.Equal(["tide"], crate.Metadata.Keywords);
            Assert.Equal("1.70", crate.Metadata.RustVersion);
            Assert.Equal("# Tides\n", crate.Metadata.Readme);
            Assert.Equal(["dep:luna"], crate.Metadata.Features["night"]);
            var dependency = Assert.Single(crate.Metadata.Deps);
            Assert.Equal("moon", dependency.Name);
            Assert.Equal("luna", dependency.ExplicitNameInToml);
            Assert.Equal("^1", dependency.VersionReq);
            Assert.Equal("cfg(unix)", dependency.Target);
            Assert.Equal("normal", dependency.Kind);
            Assert.True(dependency.Optional);
            Assert.False(dependency.DefaultFeatures);
            Assert.Null(dependency.Registry);
        }
        finally
        {
            workspace.Delete(recursive: true);
        }
    }

    private static async Task WriteCrateAsync(string directory)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(directory, LongPath))!);
        await File.WriteAllTextAsync(Path.Combine(directory, LongPath), "// far down\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(directory, "src/lib.rs"), "pub fn high() {}\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(directory, "README.md"), "# Tides\n", Cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(directory, "Cargo.toml"),
            """
            [package]
            name = "Tide-Tables"
            version = "0.4.2-rc.1+build.5"
            edition = "2021"
            rust-version = "1.70"
            description = "When the water is high"
            license = "MIT"
            readme = "README.md"
            keywords = ["tide"]

            [features]
            night = ["dep:luna"]

            [target.'cfg(unix)'.dependencies]
            luna = { package = "moon", version = "1", registry = "home", optional = true, default-features = false }
            """,
            Cancellation);
    }

    /// <summary>Lets cargo publish to a registry that keeps the body and says no, so that cargo does not wait for its index.</summary>
    private static async Task<byte[]> PublishAsync(string directory)
    {
        var body = new MemoryStream();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var registry = builder.Build();
        registry.MapGet("/index/config.json", (HttpRequest request) => Results.Json(new Dictionary<string, string>
        {
            ["dl"] = $"http://{request.Host}/dl",
            ["api"] = $"http://{request.Host}",
        }));
        registry.MapGet("/index/mo/on/moon", () =>
            $$"""{"name":"moon","vers":"1.0.0","deps":[],"cksum":"{{new string('0', 64)}}","features":{},"yanked":false}""");
        registry.MapPut("/api/v1/crates/new", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            return Results.Text("""{"errors":[{"detail":"kept"}]}""", "application/json", statusCode: 400);
        });
        await registry.StartAsync(Cancellation);
        var output = await CargoAsync(directory, registry.Urls.Single());
        await registry.StopAsync(Cancellation);
        Assert.True(body.Length > 0, output);
        return body.ToArray();
    }

    private static async Task<string> CargoAsync(string directory, string registry)
    {
        var start = new ProcessStartInfo("cargo", ["publish", "--registry", "home", "--token", "secret", "--no-verify", "--allow-dirty"])
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["CARGO_HOME"] = Path.Combine(directory, "target", "cargo-home");
        start.Environment["CARGO_REGISTRIES_HOME_INDEX"] = $"sparse+{registry}/index/";
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                throw;
            Assert.Skip($"cargo cannot be run: {missing.Message}");
        }

        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(Cancellation);
                var errors = await process.StandardError.ReadToEndAsync(Cancellation);
                await process.WaitForExitAsync(Cancellation);
                return errors + await output;
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
