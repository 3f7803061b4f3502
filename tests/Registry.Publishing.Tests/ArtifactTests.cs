using System.Text.Json.Nodes;

namespace Registry.Publishing.Tests;

/// <summary>Dependencies that are used as files.</summary>
public sealed class ArtifactTests
{
    [Theory]
    [InlineData("artifact = \"bin\"", "bin")]
    [InlineData("artifact = [\"bin:tide\", \"cdylib\"]\ntarget = \"x86_64-unknown-none\"\nlib = true", "cdylib", "bin:tide")]
    public async Task What_metadata_and_manifest_say_alike_is_accepted(string manifest, params string[] kinds)
    {
        var isLong = kinds.Length > 1;
        using var fixture = new PublishFixture();

        await using var crate = await fixture.ReadAsync(Body(manifest, kinds, isLong ? "x86_64-unknown-none" : null, isLong));

        var dependency = Assert.Single(crate.Metadata.Deps);
        Assert.Equal(kinds, dependency.Artifact!);
        Assert.Equal(isLong, dependency.Lib);
        Assert.Equal(isLong ? "x86_64-unknown-none" : null, dependency.BindepTarget);
    }

    [Theory]
    [InlineData("", null, false, "the dependency `moon`", "bin")]
    [InlineData("artifact = \"cdylib\"", null, false, "the dependency `moon`", "bin")]
    [InlineData("artifact = \"bin\"", null, true, "the dependency `moon`", "bin")]
    [InlineData("artifact = \"bin\"", "target", false, "the dependency `moon`", "bin")]
    [InlineData("artifact = \"bin\"", null, false, "the dependency `moon`")]
    [InlineData("artifact = 3", null, false, "neither text nor a list", "bin")]
    [InlineData("artifact = [1]", null, false, "neither text nor a list", "bin")]
    [InlineData("artifact = \"elf\"", null, false, "artifact `elf` is unknown", "elf")]
    [InlineData("artifact = \"bin:\"", null, false, "artifact `bin:` is unknown", "bin:")]
    [InlineData("artifact = [\"bin\", \"bin\"]", null, false, "twice", "bin", "bin")]
    public async Task What_they_do_not_or_what_cargo_does_not_know_is_refused(
        string manifest, string? target, bool lib, string words, params string[] kinds)
    {
        using var fixture = new PublishFixture();

        var refusal = await fixture.RefusalAsync(Body(manifest, kinds.Length == 0 ? null : kinds, target, lib));

        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"lib\":true}", "no `artifact`")]
    [InlineData("{\"bindep_target\":\"x\"}", "no `artifact`")]
    [InlineData("{\"artifact\":[]}", "names nothing")]
    [InlineData("{\"artifact\":[null]}", "null")]
    [InlineData("{\"artifact\":\"bin\"}", "`deps[0].artifact`")]
    [InlineData("{\"artifact\":[\"bin\"],\"bindep_target\":\"a\\nb\"}", "control character")]
    public async Task What_cannot_be_is_refused_without_looking_at_a_manifest(string fields, string words)
    {
        using var fixture = new PublishFixture();
        var dependency = Upload.Dependency();
        foreach (var (field, value) in JsonNode.Parse(fields)!.AsObject())
            dependency[field] = value?.DeepClone();

        var refusal = await fixture.RefusalAsync(Upload.Body(Upload.MetadataWith(dependency)));

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Body(string manifest, string[]? kinds, string? target, bool lib)
    {
        var dependency = Upload.Dependency();
        if (kinds is not null)
            dependency["artifact"] = new JsonArray([.. kinds.Select(kind => JsonValue.Create(kind))]);
        if (target is not null)
            dependency["bindep_target"] = target;
        if (lib)
            dependency["lib"] = true;
        var file = new CrateBuilder().File(CrateBuilder.ManifestPath, $"{CrateBuilder.Manifest()}[dependencies.moon]\nversion = \"1.0\"\n{manifest}\n").Build();
        return Upload.Body(Upload.MetadataWith(dependency), file);
    }
}
