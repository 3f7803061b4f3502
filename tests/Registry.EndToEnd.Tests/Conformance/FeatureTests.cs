using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Conformance;

/// <summary>Dependencies that are there for some only: by feature, by platform, for building, for tests, as files.</summary>
public sealed class FeatureTests(SharedRegistry registry) : IClassFixture<SharedRegistry>
{
    private const string Counting = "#[cfg(feature = \"FEATURE\")] pub fn number() -> u32 { NAME::number() }\n"
        + "#[cfg(not(feature = \"FEATURE\"))] pub fn number() -> u32 { 0 }";

    [Fact]
    public async Task An_optional_dependency_that_nobody_asks_for_is_not_fetched()
    {
        await PublishOptionalAsync("unused", "", "unused-inner = { version = \"0.1\", registry = \"registry\", optional = true }", "unused-inner", "unused_inner");
        using var consumer = Of("unused", "");
        Assert.Equal("0", await consumer.PrintsAsync());
        Assert.DoesNotContain("unused-inner", consumer.Lock, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_optional_dependency_is_a_feature_of_its_name()
    {
        await PublishOptionalAsync(
            "implicit", "", "implicit-inner = { version = \"0.1\", registry = \"registry\", optional = true }", "implicit-inner", "implicit_inner");
        using var consumer = Of("implicit", ", features = [\"implicit-inner\"]");
        Assert.Equal("7", await consumer.PrintsAsync());
    }

    [Fact]
    public async Task An_optional_dependency_that_is_renamed_is_a_feature_of_its_new_name()
    {
        await PublishOptionalAsync(
            "renaming", "", "renamed = { package = \"renaming-inner\", version = \"0.1\", registry = \"registry\", optional = true }", "renamed", "renamed");
        using var consumer = Of("renaming", ", features = [\"renamed\"]");
        Assert.Equal("7", await consumer.PrintsAsync());
    }

    [Theory]
    [InlineData("sparse")]
    [InlineData("git")]
    public async Task An_optional_dependency_is_asked_for_by_a_feature_with_dep(string kind)
    {
        await PublishOptionalAsync(
            $"{kind}-explicit", "[features]\nextra = [\"dep:inner\"]\n",
            $"inner = {{ package = \"{kind}-explicit-inner\", version = \"0.1\", registry = \"registry\", optional = true }}", "extra", "inner");
        await registry.SettleAsync();
        using var consumer = Of($"{kind}-explicit", ", features = [\"extra\"]", registry.Index(kind));
        Assert.Equal("7", await consumer.PrintsAsync());
        using var wrong = Of($"{kind}-explicit", ", features = [\"inner\"]", registry.Index(kind));
        Assert.NotEqual(0, (await wrong.RunAsync("generate-lockfile")).ExitCode);
    }

    [Fact]
    public async Task A_dependency_of_this_platform_is_used()
    {
        await registry.PublishAsync("platform-inner", "0.1.0", 7);
        await registry.PublishAsync(
            CargoPackage.Manifest("platform", "0.1.0", "[target.'cfg(unix)'.dependencies]\nplatform-inner = { version = \"0.1\", registry = \"registry\" }"),
            "pub fn number() -> u32 { platform_inner::number() }");
        using var consumer = Of("platform", "");
        Assert.Equal("7", await consumer.PrintsAsync());
    }

    [Fact]
    public async Task A_dependency_of_another_platform_is_locked_and_not_downloaded()
    {
        await registry.PublishAsync("elsewhere-inner", "0.1.0", 7);
        await registry.PublishAsync(
            CargoPackage.Manifest("elsewhere", "0.1.0", "[target.'cfg(windows)'.dependencies]\nelsewhere-inner = { version = \"0.1\", registry = \"registry\" }"),
            "pub fn number() -> u32 { 0 }");
        using var consumer = Of("elsewhere", "");
        var built = (await consumer.RunAsync("build")).Succeeded();
        Assert.Contains("elsewhere-inner", consumer.Lock, StringComparison.Ordinal);
        Assert.Contains("elsewhere/0.1.0/download", built.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere-inner/0.1.0/download", built.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dependency_for_building_is_there_for_the_build_script_alone()
    {
        await registry.PublishAsync("builder", "0.1.0", 7);
        await registry.PublishAsync(
            CargoPackage.Manifest("built", "0.1.0", "[build-dependencies]\nbuilder = { version = \"0.1\", registry = \"registry\" }"),
            "pub fn number() -> u32 { env!(\"TIDE\").parse().unwrap() }",
            ("build.rs", "fn main() { println!(\"cargo::rustc-env=TIDE={}\", builder::number()); }"));
        using var consumer = Of("built", "");
        Assert.Equal("7", await consumer.PrintsAsync());
    }

    [Fact]
    public async Task A_dependency_of_tests_and_its_features_do_not_reach_who_uses_the_crate()
    {
        await PublishWithFeatureAsync("dev-inner");
        await registry.PublishAsync(
            CargoPackage.Manifest("dev-only", "0.1.0", "[dev-dependencies]\ndev-inner = { version = \"0.1\", registry = \"registry\", features = [\"more\"] }"),
            "pub fn number() -> u32 { 1 }");
        using var consumer = Of("dev-only", "");
        Assert.Equal("1", await consumer.PrintsAsync());
        Assert.DoesNotContain("dev-inner", consumer.Lock, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dependency_that_tests_ask_more_of_is_used_without_that_more()
    {
        await PublishWithFeatureAsync("both-inner");
        await registry.PublishAsync(
            CargoPackage.Manifest("both", "0.1.0", """
                [dependencies]
                both-inner = { version = "0.1", registry = "registry" }
                [dev-dependencies]
                both-inner = { version = "0.1", registry = "registry", features = ["more"] }
                """),
            "pub fn number() -> u32 { both_inner::number() }");
        using var consumer = Of("both", "");
        Assert.Equal("1", await consumer.PrintsAsync());
    }

    /// <summary>They are unstable: a cargo that does not know them does not see the version, and one that does builds against it.</summary>
    [Fact]
    public async Task A_dependency_on_a_program_is_seen_by_a_cargo_that_knows_artifacts()
    {
        using (var author = new Cargo(registry.Sparse, registry.Site.Token))
        using (var program = CargoPackage.Of(
            ("Cargo.toml", CargoPackage.Manifest("artifact-inner", "0.1.0")), ("src/main.rs", "fn main() { println!(\"5\"); }"),
            ("src/lib.rs", "pub fn number() -> u32 { 2 }")))
            (await author.RunAsync(program.Path, "publish", "--registry", "registry", "--no-verify")).Succeeded();
        using (var author = new Cargo(registry.Sparse, registry.Site.Token))
        using (var package = CargoPackage.Of(
            ("Cargo.toml", CargoPackage.Manifest(
                "artifact", "0.1.0", "[dependencies]\nartifact-inner = { version = \"0.1\", registry = \"registry\", artifact = \"bin\", lib = true }")),
            ("src/lib.rs", "pub fn number() -> u32 { let out = std::process::Command::new(env!(\"CARGO_BIN_FILE_ARTIFACT_INNER\")).output().unwrap();\n"
                + "artifact_inner::number() + String::from_utf8(out.stdout).unwrap().trim().parse::<u32>().unwrap() }")))
        {
            author.Environment["RUSTC_BOOTSTRAP"] = "1";
            (await author.RunAsync(package.Path, "publish", "--registry", "registry", "--no-verify", "-Zbindeps")).Succeeded();
        }

        Assert.Contains("\"artifact\":[\"bin\"],\"lib\":true", await registry.Site.GetIndexFileAsync("ar/ti/artifact"), StringComparison.Ordinal);
        using var old = Of("artifact", "");
        Assert.NotEqual(0, (await old.RunAsync("generate-lockfile")).ExitCode);
        using var consumer = Of("artifact", "");
        consumer.Cargo.Environment["RUSTC_BOOTSTRAP"] = "1";
        Assert.Equal("7", await consumer.PrintsAsync("-Zbindeps"));
    }

    /// <summary>A crate that answers 7 with its optional dependency, and 0 without.</summary>
    private async Task PublishOptionalAsync(string name, string features, string dependency, string feature, string alias)
    {
        await registry.PublishAsync($"{name}-inner", "0.1.0", 7);
        var source = Counting.Replace("FEATURE", feature, StringComparison.Ordinal).Replace("NAME", alias, StringComparison.Ordinal);
        await registry.PublishAsync(CargoPackage.Manifest(name, "0.1.0", $"{features}[dependencies]\n{dependency}"), source);
    }

    /// <summary>A crate that answers 2 with its feature, and 1 without.</summary>
    private Task PublishWithFeatureAsync(string name) => registry.PublishAsync(
        CargoPackage.Manifest(name, "0.1.0", "[features]\nmore = []"), "pub fn number() -> u32 { if cfg!(feature = \"more\") { 2 } else { 1 } }");

    private Consumer Of(string name, string more, string? index = null) => new(
        index ?? registry.Sparse, $"[dependencies]\n{name} = {{ version = \"0.1\", registry = \"registry\"{more} }}",
        Consumer.Printing($"{name.Replace('-', '_')}::number()"));
}
