using System.Text;
using System.Text.Json.Nodes;

namespace Registry.Publishing.Tests;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("null", "null")]
    [InlineData("[]", "cannot be read")]
    [InlineData("{\"name\":\"a\"", "not valid JSON")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\"} x", "not valid JSON")]
    [InlineData("{}", "the crate name is empty")]
    [InlineData("{\"vers\":\"1.0.0\"}", "the crate name is empty")]
    [InlineData("{\"name\":\"a\"}", "not a semantic version")]
    [InlineData("{\"name\":null,\"vers\":\"1.0.0\"}", "`name`")]
    [InlineData("{\"name\":7,\"vers\":\"1.0.0\"}", "`name`")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\",\"vers\":\"1.0.0\"}", "`name`")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"deps\":[{\"optional\":3}]}", "`deps[0].optional`")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"deps\":[null]}", "null")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"keywords\":[null]}", "null")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"categories\":[\"x\",null]}", "null")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"features\":{\"x\":null}}", "null")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"features\":{\"x\":[null]}}", "null")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"deps\":[{\"name\":\"b\",\"features\":[null]}]}", "null")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"description\":\"a\\u0000b\"}", "NUL")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"features\":{\"a\\u0000\":[]}}", "NUL")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"elsewhere\":[[\"\\u0000\"]]}", "NUL")]
    [InlineData("{\"name\":\"a\",\"vers\":\"1.0.0\",\"description\":\"\\ud800\"}", "metadata")]
    public async Task Metadata_that_cargo_would_not_send_is_refused(string json, string words)
    {
        using var fixture = new PublishFixture();
        var refusal = await fixture.RefusalAsync(Upload.Body(json));
        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Registry.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xff)]
    public async Task Bytes_that_are_no_text_are_refused(byte value)
    {
        using var fixture = new PublishFixture();
        var json = Encoding.UTF8.GetBytes("{\"name\":\"tide-tables\",\"vers\":\"0.4.2\",\"description\":\"?\"}");
        json[^3] = value;
        Assert.Equal(400, (await fixture.RefusalAsync(Upload.Body(json))).StatusCode);
    }

    [Fact]
    public async Task Deeply_nested_metadata_is_refused()
    {
        using var fixture = new PublishFixture();
        var refusal = await fixture.RefusalAsync(Upload.Body("{\"x\":" + new string('[', 500_000)));
        Assert.Equal(400, refusal.StatusCode);
    }

    [Theory]
    [InlineData("9lives", "1.0.0")]
    [InlineData("../etc", "1.0.0")]
    [InlineData("tide-tables", "1.0")]
    [InlineData("tide-tables", "1.0.0/..")]
    public async Task A_name_or_version_that_is_none_is_refused_before_the_archive_is_received(string name, string version)
    {
        using var fixture = new PublishFixture();
        var body = Upload.Body(Upload.Metadata(name, version), []);
        Assert.Contains(name == "tide-tables" ? version : name, (await fixture.RefusalAsync(body[..^4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_refusal_quotes_is_cut()
    {
        using var fixture = new PublishFixture();
        var refusal = await fixture.RefusalAsync(Upload.Body(Upload.Metadata(new string('x', 500_000))));
        Assert.InRange(refusal.Message.Length, 100, 1001);
    }

    [Fact]
    public async Task The_metadata_is_kept_as_sent()
    {
        using var fixture = new PublishFixture();
        var metadata = Upload.MetadataWith(new JsonObject
        {
            ["optional"] = true,
            ["default_features"] = false,
            ["name"] = "moon",
            ["features"] = new JsonArray("phase"),
            ["version_req"] = ">=1, <3",
            ["target"] = "cfg(unix)",
            ["kind"] = "build",
            ["registry"] = "https://crates.example/index",
            ["explicit_name_in_toml"] = "_luna",
        });
        metadata["features"] = new JsonObject { ["default"] = new JsonArray("dep:_luna") };
        metadata["links"] = "z";
        metadata["rust_version"] = "1.60";
        metadata["unheard_of"] = new JsonArray(1, new JsonObject());
        await using var crate = await fixture.ReadAsync(Upload.Body(metadata));

        var dependency = Assert.Single(crate.Metadata.Deps);
        Assert.Equal("moon", dependency.Name);
        Assert.Equal(">=1, <3", dependency.VersionReq);
        Assert.Equal(["phase"], dependency.Features);
        Assert.True(dependency.Optional);
        Assert.False(dependency.DefaultFeatures);
        Assert.Equal("cfg(unix)", dependency.Target);
        Assert.Equal("build", dependency.Kind);
        Assert.Equal("https://crates.example/index", dependency.Registry);
        Assert.Equal("_luna", dependency.ExplicitNameInToml);
        Assert.Equal(["dep:_luna"], crate.Metadata.Features["default"]);
        Assert.Equal("When the water is high", crate.Metadata.Description);
        Assert.Equal("# Tide tables", crate.Metadata.Readme);
        Assert.Equal("README.md", crate.Metadata.ReadmeFile);
        Assert.Equal(["tide"], crate.Metadata.Keywords);
        Assert.Equal("MIT", crate.Metadata.License);
        Assert.Equal("z", crate.Metadata.Links);
        Assert.Equal("1.60", crate.Metadata.RustVersion);
        Assert.Null(crate.Metadata.Homepage);
    }

    [Fact]
    public async Task What_is_not_sent_is_empty_or_null()
    {
        using var fixture = new PublishFixture(new() { RequiredFields = "" });
        await using var crate = await fixture.ReadAsync(Upload.Body(
            "{\"name\":\"tide-tables\",\"vers\":\"0.4.2\",\"deps\":[{\"name\":\"moon\",\"version_req\":\"^1\"}]}"));
        Assert.Empty(crate.Metadata.Features);
        Assert.Empty(crate.Metadata.Keywords);
        Assert.Empty(crate.Metadata.Categories);
        var dependency = Assert.Single(crate.Metadata.Deps);
        Assert.Null(dependency.DefaultFeatures);
        Assert.False(dependency.Optional);
        Assert.Empty(dependency.Features);
        Assert.Null(dependency.Kind);
    }

    [Theory]
    [InlineData("name", "", "crate name is empty")]
    [InlineData("name", "a b", "`a b`")]
    [InlineData("explicit_name_in_toml", "", "is no name")]
    [InlineData("explicit_name_in_toml", "2x", "is no name")]
    [InlineData("explicit_name_in_toml", "a/b", "is no name")]
    [InlineData("version_req", "", "version requirement")]
    [InlineData("version_req", " ", "version requirement")]
    [InlineData("version_req", "^1\n", "version requirement")]
    [InlineData("target", "cfg(\u0007)", "control character")]
    [InlineData("registry", "https://a\r\nb", "control character")]
    [InlineData("kind", "runtime", "is unknown")]
    [InlineData("kind", "Normal", "is unknown")]
    public async Task A_dependency_that_would_spoil_the_index_is_refused(string field, string value, string words)
    {
        using var fixture = new PublishFixture();
        var dependency = Upload.Dependency();
        dependency[field] = value;
        var refusal = await fixture.RefusalAsync(Upload.Body(Upload.MetadataWith(dependency)));
        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("dependency", refusal.Message, StringComparison.Ordinal);
    }
}
