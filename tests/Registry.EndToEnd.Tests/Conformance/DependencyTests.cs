using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Conformance;

/// <summary>What crates may depend on, from the author's cargo to the consumer's.</summary>
public sealed class DependencyTests(SharedRegistry registry, Databases databases) : IClassFixture<SharedRegistry>
{
    [Theory]
    [InlineData("a")]
    [InlineData("bc")]
    [InlineData("def")]
    [InlineData("ghij")]
    public async Task A_name_of_one_to_four_letters_is_found_in_either_index(string name)
    {
        await registry.PublishAsync(name, "0.1.0", name.Length);
        await registry.SettleAsync();

        foreach (var index in new[] { registry.Sparse, registry.Git })
        {
            using var consumer = new Consumer(index, $"[dependencies]\n{On(name)}", Consumer.Printing($"{name}::number()"));
            Assert.Equal($"{name.Length}", await consumer.PrintsAsync());
        }
    }

    [Fact]
    public async Task Crates_beside_one_another_are_used_together()
    {
        await registry.PublishAsync("sibling-one", "0.1.0", 1);
        await registry.PublishAsync("sibling-two", "0.1.0", 2);

        using var consumer = new Consumer(
            registry.Sparse, $"[dependencies]\n{On("sibling-one")}\n{On("sibling-two")}", Consumer.Printing("sibling_one::number()", "sibling_two::number()"));
        Assert.Equal("1 2", await consumer.PrintsAsync());
    }

    [Theory]
    [InlineData("sparse")]
    [InlineData("git")]
    public async Task Crates_that_depend_on_crates_bring_them_along(string kind)
    {
        await registry.PublishAsync($"{kind}-leaf", "0.1.0", 20);
        await PublishOnAsync($"{kind}-branch", $"{kind}-leaf");
        await PublishOnAsync($"{kind}-root", $"{kind}-branch");
        await registry.SettleAsync();

        using var consumer = new Consumer(registry.Index(kind), $"[dependencies]\n{On($"{kind}-root")}", Consumer.Printing($"{kind}_root::number()"));
        Assert.Equal("22", await consumer.PrintsAsync());
    }

    [Fact]
    public async Task A_crate_may_depend_on_one_of_another_registry()
    {
        await registry.PublishAsync("across", "0.1.0", 30);
        await using var other = await Site.StartAsync("serve", databases);
        var others = ("other", $"sparse+{other.Url}index/", other.Token);
        using (var author = new Cargo(registry.Sparse, registry.Site.Token, others))
        using (var package = CargoPackage.Of(
            ("Cargo.toml", CargoPackage.Manifest("abroad", "0.1.0", $"[dependencies]\n{On("across")}")), ("src/lib.rs", "pub use across::number;")))
            (await author.RunAsync(package.Path, "publish", "--registry", "other", "--no-verify")).Succeeded();

        using var consumer = new Consumer(
            registry.Sparse, "[dependencies]\nabroad = { version = \"0.1\", registry = \"other\" }", Consumer.Printing("abroad::number()"), null,
            ("other", $"sparse+{other.Url}index/", null));
        Assert.Equal("30", await consumer.PrintsAsync());
    }

    [Fact]
    public async Task Of_many_versions_the_newest_that_fits_is_chosen_and_any_can_be_asked_for()
    {
        for (var minor = 0; minor < 12; minor++)
            await registry.Site.PublishAsync("many", $"1.{minor}.0");
        foreach (var version in new[] { "2.0.0-rc.1", "0.9.0", "2.0.0+later" })
            await registry.Site.PublishAsync("many", version);
        await registry.SettleAsync();

        foreach (var (requirement, chosen) in new[] { ("1", "1.11.0"), ("=1.3", "1.3.0"), (">=0.9, <1", "0.9.0"), ("2.0.0-rc.1", "2.0.0+later"), ("~1.5", "1.5.0") })
        {
            using var consumer = new Consumer(registry.Sparse, $"[dependencies]\n{On("many", requirement)}", "fn main() {}");
            (await consumer.RunAsync("generate-lockfile")).Succeeded();
            Assert.Contains($"name = \"many\"\nversion = \"{chosen}\"", consumer.Lock, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_crates_that_link_the_same_library_cannot_be_used_together()
    {
        foreach (var name in new[] { "links-one", "links-two" })
            await registry.PublishAsync(CargoPackage.Manifest(name, "0.1.0", package: "links = \"tide\""), "", ("build.rs", "fn main() {}"));

        using var alone = new Consumer(registry.Sparse, $"[dependencies]\n{On("links-one")}", "fn main() {}");
        (await alone.RunAsync("generate-lockfile")).Succeeded();
        using var both = new Consumer(registry.Sparse, $"[dependencies]\n{On("links-one")}\n{On("links-two")}", "fn main() {}");
        var refused = await both.RunAsync("generate-lockfile");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("links to the native library `tide`", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lowest_version_that_is_asked_for_will_do()
    {
        foreach (var version in new[] { "1.0.0", "1.1.0", "1.2.0" })
            await registry.Site.PublishAsync("minimum", version);
        await registry.SettleAsync();

        using var consumer = new Consumer(registry.Sparse, $"[dependencies]\n{On("minimum", "1.1")}", "fn main() {}");
        consumer.Cargo.Environment["RUSTC_BOOTSTRAP"] = "1";
        (await consumer.RunAsync("generate-lockfile", "-Zdirect-minimal-versions")).Succeeded();
        Assert.Contains("name = \"minimum\"\nversion = \"1.1.0\"", consumer.Lock, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dependency_in_any_spelling_of_this_registrys_address_is_of_this_registry()
    {
        await registry.PublishAsync("spelled", "0.1.0", 40);
        using (var author = new Cargo(registry.Git, registry.Site.Token, ("sparse", registry.Sparse, registry.Site.Token)))
        using (var package = CargoPackage.Of(
            ("Cargo.toml", CargoPackage.Manifest("respelled", "0.1.0", $"[dependencies]\n{On("spelled")}")), ("src/lib.rs", "pub use spelled::number;")))
        {
            author.Environment["CARGO_NET_GIT_FETCH_WITH_CLI"] = "true";
            await registry.SettleAsync();
            (await author.RunAsync(package.Path, "publish", "--registry", "sparse", "--no-verify")).Succeeded();
        }

        using var consumer = new Consumer(registry.Sparse, $"[dependencies]\n{On("respelled")}", Consumer.Printing("respelled::number()"));
        Assert.Equal("40", await consumer.PrintsAsync());
        Assert.DoesNotContain("git/index", consumer.Lock, StringComparison.Ordinal);
    }

    private static string On(string name, string requirement = "0.1", string more = "") =>
        $"{name} = {{ version = \"{requirement}\", registry = \"registry\"{more} }}";

    private Task PublishOnAsync(string name, string dependency) => registry.PublishAsync(
        CargoPackage.Manifest(name, "0.1.0", $"[dependencies]\n{On(dependency)}"),
        $"pub fn number() -> u32 {{ {dependency.Replace('-', '_')}::number() + 1 }}");
}
