using System.Formats.Tar;
using System.Text.Json.Nodes;

namespace Registry.Publishing.Tests;

public sealed class ManifestTests
{
    private const string Root = CrateBuilder.Root;

    [Fact]
    public async Task An_archive_without_a_manifest_is_refused()
    {
        await RefusedAsync(new CrateBuilder().File($"{Root}/src/lib.rs", ""), "the archive has no `tide-tables-0.4.2/Cargo.toml`");
        await RefusedAsync(
            new CrateBuilder().File($"{Root}/sub/Cargo.toml", CrateBuilder.Manifest()), "has no `tide-tables-0.4.2/Cargo.toml`");
    }

    [Fact]
    public async Task A_manifest_that_is_empty_or_a_directory_is_refused()
    {
        await RefusedAsync(new CrateBuilder().File($"{Root}/Cargo.toml", ""), "empty or a directory");
        await RefusedAsync(new CrateBuilder().Entry(new GnuTarEntry(TarEntryType.Directory, $"{Root}/Cargo.toml")), "empty or a directory");
    }

    [Theory]
    [InlineData("cargo.toml")]
    [InlineData("CARGO.TOML")]
    [InlineData("Cargo.toml.")]
    [InlineData("Cargo.toml ")]
    public async Task Another_spelling_is_named_and_two_are_refused(string name)
    {
        await RefusedAsync(
            new CrateBuilder().File($"{Root}/{name}", CrateBuilder.Manifest()),
            $"contains `{name}`; the manifest must be named `Cargo.toml`");
        await RefusedAsync(
            CrateBuilder.Valid().File($"{Root}/{name}", CrateBuilder.Manifest()), $"more than one Cargo.toml: `Cargo.toml`, `{name}`");
    }

    [Fact]
    public async Task Manifests_further_down_are_files_like_others()
    {
        using var fixture = new PublishFixture();
        await using var crate = await fixture.ReadAsync(CrateBuilder.Valid().File($"{Root}/tests/fixture/Cargo.toml", "not toml ["));
        Assert.Equal("tide-tables", crate.Manifest.Name);
    }

    [Theory]
    [InlineData("not toml [", "not valid TOML")]
    [InlineData("[package]\nname = \"tide-tables\"\nname = \"other\"\nversion = \"0.4.2\"\n", "not valid TOML")]
    [InlineData("[workspace]\nmembers = []\n", "no [package] section")]
    [InlineData("package = 3\n", "no [package] section")]
    [InlineData("[[package]]\nname = \"tide-tables\"\nversion = \"0.4.2\"\n", "no [package] section")]
    [InlineData("[package]\nversion = \"0.4.2\"\n", "has no `name`")]
    [InlineData("[package]\nname = \"tide-tables\"\n", "has no `version`")]
    [InlineData("[package]\nname = \"tide-tables\"\nversion.workspace = true\n", "`version` in the archive's Cargo.toml is inherited from a workspace")]
    [InlineData("[package]\nname = 3\nversion = \"0.4.2\"\n", "`name` in the archive's Cargo.toml is not text")]
    public async Task A_manifest_that_cargo_could_not_use_is_refused(string manifest, string words) =>
        await RefusedAsync(new CrateBuilder().File(CrateBuilder.ManifestPath, manifest), words);

    [Fact]
    public async Task A_manifest_that_is_no_text_or_too_long_is_refused()
    {
        await RefusedAsync(new CrateBuilder().File(CrateBuilder.ManifestPath, [(byte)'#', 0xff, 0xfe]), "not valid UTF-8");
        var longManifest = CrateBuilder.Manifest() + "# " + new string('x', 1024 * 1024);
        await RefusedAsync(new CrateBuilder().File(CrateBuilder.ManifestPath, longManifest), "at most 1048576 are allowed");
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a=", "")]
    [InlineData("[", "]")]
    public async Task A_manifest_that_nests_without_end_is_refused(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 200_000)) + string.Concat(Enumerable.Repeat(close, 200_000));
        await RefusedAsync(new CrateBuilder().File(CrateBuilder.ManifestPath, CrateBuilder.Manifest() + "x = " + nested), "not valid TOML");
    }

    [Fact]
    public async Task The_manifest_may_spell_its_package_in_any_way_of_TOML()
    {
        using var fixture = new PublishFixture();
        var manifest = "\uFEFFpackage.name = 'tide-tables'\r\n'package'.\"version\" = \"0.4\\u002E2\"\r\n"
            + "[dependencies.a]\r\nversion = '1'\r\n[target.'cfg(unix)'.dependencies.b]\r\nversion = '1'\r\n";
        var metadata = Upload.Metadata();
        metadata["deps"] = new JsonArray(Upload.Dependency("a"), Upload.Dependency("b"));
        foreach (var dependency in metadata["deps"]!.AsArray())
            dependency!["version_req"] = "^1";
        await using var crate = await fixture.ReadAsync(Upload.Body(metadata, new CrateBuilder().File(CrateBuilder.ManifestPath, manifest).Build()));
        Assert.Equal("0.4.2", crate.Manifest.Version);
    }

    [Theory]
    [InlineData("tide_tables", "0.4.2", "metadata name `tide-tables` does not match the name `tide_tables`")]
    [InlineData("Tide-Tables", "0.4.2", "metadata name `tide-tables` does not match the name `Tide-Tables`")]
    [InlineData("tide-tables", "0.4.3", "metadata version `0.4.2` does not match the version `0.4.3`")]
    [InlineData("tide-tables", "0.4.2+build", "metadata version `0.4.2` does not match the version `0.4.2+build`")]
    public async Task Metadata_and_manifest_must_agree(string name, string version, string words) =>
        await RefusedAsync(new CrateBuilder().File(CrateBuilder.ManifestPath, CrateBuilder.Manifest(name, version)), words);

    [Theory]
    [InlineData("description = \"Another\"", "description")]
    [InlineData("license = \"Apache-2.0\"", "license")]
    [InlineData("[features]\nx = []", "the feature `x`")]
    [InlineData("[dependencies]\nmoon = \"1.0\"\nsun = \"1\"", "the dependency `sun`")]
    [InlineData("[dependencies]\nmoon = \"2\"", "the dependency `moon`")]
    [InlineData("[build-dependencies]\nmoon = \"1.0\"", "the dependency `moon`")]
    [InlineData("[dependencies]\nmoon = { version = \"1.0\", optional = true }", "the dependency `moon`")]
    [InlineData("[dependencies]\nmoon = { version = \"1.0\", package = \"luna\" }", "the dependency `moon`")]
    [InlineData("[dependencies]\nmoon = { workspace = true }", "inherited from a workspace")]
    [InlineData("description.workspace = true", "inherited from a workspace")]
    [InlineData("[patch.elsewhere]\nmoon = { path = \"../moon\" }", "[patch]")]
    [InlineData("[dependencies]\nmoon = 1", "neither text nor a table")]
    [InlineData("[features]\nx = \"y\"", "not lists of names")]
    public async Task Where_both_speak_they_must_agree(string more, string words)
    {
        using var fixture = new PublishFixture();
        var file = new CrateBuilder().File(CrateBuilder.ManifestPath, CrateBuilder.Manifest() + more + "\n").Build();
        var refusal = await fixture.RefusalAsync(Upload.Body(Upload.MetadataWith(Upload.Dependency()), file));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_metadata_belongs_to_the_directory_and_the_manifest()
    {
        using var fixture = new PublishFixture();
        const string version = "1.0.0-rc.1+b.5";
        var file = new CrateBuilder().File($"tide-tables-{version}/Cargo.toml", CrateBuilder.Manifest(version: version)).Build();
        await using var crate = await fixture.ReadAsync(Upload.Body(Upload.Metadata(version: version), file));
        Assert.Equal(version, crate.Version.Text);
    }

    private static async Task RefusedAsync(CrateBuilder crate, string words)
    {
        using var fixture = new PublishFixture();
        var refusal = await fixture.RefusalAsync(Upload.Body(Upload.Metadata(), crate.Build()));
        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }
}
