using System.Text.Json.Nodes;
using Registry.App.Publishing;

namespace Registry.Publishing.Tests;

/// <summary>What an upload must fulfil, rule by rule.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData("description", null, "description")]
    [InlineData("description", "", "description")]
    [InlineData("description", " ", "description")]
    [InlineData("license", null, "license")]
    [InlineData("license", "", "license")]
    [InlineData("license", "MIT OR", "at its end")]
    [InlineData("license", "MIT AND OR Apache-2.0", "before `OR`")]
    [InlineData("license", "MIT Apache-2.0", "write AND or OR")]
    [InlineData("license", "(MIT", "bracket")]
    [InlineData("license", "MIT)", "not expected")]
    [InlineData("license", "mit", "did you mean `MIT`")]
    [InlineData("license", "Apache 2.0", "Apache")]
    [InlineData("license", "MIT or Apache-2.0", "write AND or OR")]
    [InlineData("license", "Proprietary!", "no licence `Proprietary!`")]
    [InlineData("license", "GPL-2.0-only WITH Nothing", "no exception `Nothing`")]
    [InlineData("license", "GPL-2.0-only WITH", "missing after WITH")]
    [InlineData("license", "LicenseRef-", "no licence")]
    [InlineData("homepage", "ftp://example.com", "http:// or https://")]
    [InlineData("documentation", "example.com", "http:// or https://")]
    [InlineData("repository", "https://", "no valid address")]
    [InlineData("repository", "javascript:alert(1)", "http:// or https://")]
    [InlineData("rust_version", "nightly", "rust-version")]
    [InlineData("rust_version", "^1.60", "rust-version")]
    [InlineData("rust_version", "1.60.0-beta", "rust-version")]
    [InlineData("rust_version", "1.2.3.4", "rust-version")]
    [InlineData("rust_version", "", "rust-version")]
    public async Task A_text_that_breaks_a_rule_is_refused(string field, string? value, string words)
    {
        var metadata = Upload.Metadata();
        metadata[field] = value;
        await RefusedAsync(metadata, words);
    }

    [Theory]
    [InlineData("license", "MIT OR Apache-2.0")]
    [InlineData("license", "MIT/Apache-2.0")]
    [InlineData("license", "(MIT OR Apache-2.0) AND Unicode-3.0")]
    [InlineData("license", "GPL-2.0+")]
    [InlineData("license", "GPL-3.0-or-later WITH GCC-exception-3.1")]
    [InlineData("license", "LicenseRef-Tide-Tables-1.0")]
    [InlineData("license", "DocumentRef-ours:LicenseRef-x")]
    [InlineData("homepage", "")]
    [InlineData("homepage", "https://example.com/a?b#c")]
    [InlineData("rust_version", "1")]
    [InlineData("rust_version", "1.75")]
    [InlineData("rust_version", "1.75.0")]
    [InlineData("links", "z")]
    public async Task A_text_that_breaks_none_is_accepted(string field, string value)
    {
        var metadata = Upload.Metadata();
        metadata[field] = value;
        await AcceptedAsync(metadata);
    }

    [Fact]
    public async Task A_licence_file_will_do_for_the_licence()
    {
        var metadata = Upload.Metadata();
        metadata["license"] = null;
        metadata["license_file"] = "LICENSE";
        await AcceptedAsync(metadata);
    }

    [Fact]
    public async Task What_is_asked_for_is_a_setting()
    {
        var bare = Upload.Metadata();
        bare["license"] = bare["description"] = null;
        await AcceptedAsync(bare, new() { RequiredFields = "" });
        await RefusedAsync(Upload.Metadata(), "repository", new() { RequiredFields = "license,repository" });
    }

    [Fact]
    public async Task A_description_is_measured_in_bytes()
    {
        var metadata = Upload.Metadata();
        metadata["description"] = new string('ü', 500);
        await AcceptedAsync(metadata);
        metadata["description"] = new string('ü', 500) + "!";
        await RefusedAsync(metadata, "1001 bytes");
    }

    [Theory]
    [InlineData("tide", "a1", "c++", "x-y", "A_b")]
    [InlineData("12345678901234567890")]
    public async Task Keywords_that_crates_io_takes_are_accepted(params string[] keywords) => await AcceptedAsync(With("keywords", keywords));

    [Theory]
    [InlineData("is no keyword", "")]
    [InlineData("is no keyword", "-x")]
    [InlineData("is no keyword", "?@?%")]
    [InlineData("is no keyword", "áccênts")]
    [InlineData("is no keyword", "two words")]
    [InlineData("21 characters", "123456789012345678901")]
    [InlineData("6 keywords", "a", "b", "c", "d", "e", "f")]
    public async Task Other_keywords_are_refused(string words, params string[] keywords) => await RefusedAsync(With("keywords", keywords), words);

    [Fact]
    public async Task Categories_must_be_known_and_few()
    {
        await AcceptedAsync(With("categories", ["algorithms", "science::robotics"]));
        await RefusedAsync(With("categories", ["algoritms"]), "did you mean `algorithms`");
        await RefusedAsync(With("categories", ["zzzzzzzzzzzz"]), "no category `zzzzzzzzzzzz`");
        await RefusedAsync(With("categories", ["a", "b", "c", "d", "e", "f"]), "6 categories");
    }

    [Theory]
    [InlineData("default", "high")]
    [InlineData("7zip", "high")]
    [InlineData("_x", "dep:moon")]
    [InlineData("c++20", "moon/phase")]
    [InlineData("größe", "moon?/phase")]
    [InlineData("a.b-c", "moon")]
    public async Task Features_that_cargo_takes_are_accepted(string feature, string enables) => await AcceptedAsync(WithFeature(feature, enables));

    [Theory]
    [InlineData("", "high", "has no name")]
    [InlineData("~x", "high", "`~`")]
    [InlineData("-x", "high", "`-`")]
    [InlineData("a b", "high", "` `")]
    [InlineData("x", "", "has no name")]
    [InlineData("x", "!", "`!`")]
    [InlineData("x", "low", "neither a feature nor an optional dependency")]
    [InlineData("x", "dep:sun", "`sun`, which is not among the dependencies")]
    [InlineData("x", "dep:", "does not name a dependency")]
    [InlineData("x", "sun/shine", "not among the dependencies")]
    [InlineData("x", "moon/", "has no name")]
    [InlineData("x", "moon/~", "`~`")]
    [InlineData("x", "a b/c", "does not name a dependency")]
    public async Task Features_that_cargo_would_skip_the_version_for_are_refused(string feature, string enables, string words) =>
        await RefusedAsync(WithFeature(feature, enables), words);

    [Fact]
    public async Task Features_and_what_one_enables_are_limited()
    {
        var limits = new PublishLimits { MaxFeatures = 3 };
        await AcceptedAsync(WithFeatures(3, 0), limits);
        await RefusedAsync(WithFeatures(4, 0), "4 features", limits);
        await RefusedAsync(WithFeatures(1, 4), "enables 4", limits);
    }

    [Fact]
    public async Task Dependencies_are_limited()
    {
        var metadata = Upload.Metadata();
        metadata["deps"] = new JsonArray([.. Enumerable.Range(0, 501).Select(number => Upload.Dependency($"moon-{number}"))]);
        await RefusedAsync(metadata, "501 dependencies");
    }

    [Theory]
    [InlineData("^1")]
    [InlineData("1.2.3")]
    [InlineData("=1.2.3-rc.1")]
    [InlineData(">=1.2, <3")]
    [InlineData("~1.2")]
    [InlineData("1.*")]
    [InlineData("1.2.x")]
    [InlineData(">1.2.3+build")]
    [InlineData("<=18446744073709551615.0.0")]
    public async Task Requirements_that_cargo_reads_are_accepted(string requirement) => await AcceptedAsync(WithRequirement(requirement));

    [Theory]
    [InlineData("*", "any version")]
    [InlineData(" * ", "any version")]
    [InlineData("broken", "no version requirement")]
    [InlineData("1.2.3.4", "no version requirement")]
    [InlineData("^^1", "no version requirement")]
    [InlineData(">=", "no version requirement")]
    [InlineData("1,", "no version requirement")]
    [InlineData("01", "no version requirement")]
    [InlineData("1.2-rc", "no version requirement")]
    [InlineData("1.*.3", "no version requirement")]
    [InlineData("18446744073709551616", "no version requirement")]
    [InlineData("1 2", "no version requirement")]
    public async Task Others_are_refused(string requirement, string words)
    {
        await RefusedAsync(WithRequirement(requirement), words);
        var dev = Upload.Dependency();
        dev["version_req"] = requirement;
        dev["kind"] = "dev";
        await RefusedAsync(Upload.MetadataWith(dev), words);
    }

    [Theory]
    [InlineData("registry", "nowhere", "not the address of an index")]
    [InlineData("registry", "javascript:alert(1)", "not the address of an index")]
    public async Task A_registry_that_is_none_is_refused(string field, string value, string words)
    {
        var dependency = Upload.Dependency();
        dependency[field] = value;
        await RefusedAsync(Upload.MetadataWith(dependency), words);
    }

    private static JsonObject With(string field, string[] values)
    {
        var metadata = Upload.Metadata();
        metadata[field] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        return metadata;
    }

    private static JsonObject WithFeature(string feature, string enables)
    {
        var metadata = Upload.MetadataWith(Upload.Dependency());
        metadata["features"] = new JsonObject { ["high"] = new JsonArray(), [feature] = new JsonArray(enables) };
        return metadata;
    }

    private static JsonObject WithFeatures(int count, int values)
    {
        var metadata = Upload.Metadata();
        metadata["features"] = new JsonObject(Enumerable.Range(0, count).Select(number => KeyValuePair.Create<string, JsonNode?>(
            $"f{number}", new JsonArray([.. Enumerable.Range(0, values).Select(_ => JsonValue.Create("f0"))]))));
        return metadata;
    }

    private static JsonObject WithRequirement(string requirement)
    {
        var dependency = Upload.Dependency();
        dependency["version_req"] = requirement;
        return Upload.MetadataWith(dependency);
    }

    private static async Task AcceptedAsync(JsonObject metadata, PublishLimits? limits = null)
    {
        using var fixture = new PublishFixture(limits);
        await using var crate = await fixture.ReadAsync(Upload.Body(metadata));
        Assert.Equal(Upload.Name, crate.Name.Text);
    }

    private static async Task RefusedAsync(JsonObject metadata, string words, PublishLimits? limits = null)
    {
        using var fixture = new PublishFixture(limits);
        var refusal = await fixture.RefusalAsync(Upload.Body(metadata));
        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }
}
