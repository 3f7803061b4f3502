using System.Text;
using Registry.App.Publishing.Rules;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;

namespace Registry.App.Publishing;

/// <summary>Reads the <c>Cargo.toml</c> inside an archive (the Cargo book, "The Manifest Format").</summary>
internal static class CrateManifestReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly (string Section, string Kind)[] DependencySections =
    [
        ("dependencies", "normal"), ("build-dependencies", "build"), ("build_dependencies", "build"), ("dev-dependencies", "dev"),
        ("dev_dependencies", "dev"),
    ];

    public static CrateManifest Read(ReadOnlySpan<byte> text)
    {
        var document = ReadDocument(text);
        if (!document.TryGetValue("package", out var section) || section is not TomlTable package)
            throw PublishRefusedException.Invalid("the archive's Cargo.toml has no [package] section");
        if (document.TryGetValue("patch", out var patch) && patch is TomlTable { Count: > 0 })
            throw PublishRefusedException.Invalid("the archive's Cargo.toml has a [patch] section, which others cannot build with; remove it");
        return new CrateManifest
        {
            Name = Required(package, "name"),
            Version = Required(package, "version"),
            Description = TextOrNull(package, "description"),
            License = TextOrNull(package, "license"),
            Homepage = TextOrNull(package, "homepage"),
            Documentation = TextOrNull(package, "documentation"),
            Repository = TextOrNull(package, "repository"),
            Links = TextOrNull(package, "links"),
            RustVersion = TextOrNull(package, "rust-version"),
            Features = Features(document),
            Dependencies = [.. Tables(document).SelectMany(Dependencies)],
        };
    }

    private static TomlTable ReadDocument(ReadOnlySpan<byte> text)
    {
        try
        {
            var toml = Utf8.GetString(text);
            // The serializer lets the last of two equal keys win; Cargo refuses to read such a file.
            SyntaxParser.ParseStrict(toml, validate: true);
            return TomlSerializer.Deserialize<TomlTable>(toml) ?? [];
        }
        catch (DecoderFallbackException fault)
        {
            throw PublishRefusedException.Invalid("the archive's Cargo.toml is not valid UTF-8", fault);
        }
        catch (TomlException fault)
        {
            var place = fault.Line is { } line ? $" at line {line}" : "";
            throw PublishRefusedException.Invalid($"the archive's Cargo.toml is not valid TOML{place}", fault);
        }
    }

    private static string Required(TomlTable package, string key) => TextOrNull(package, key)
        ?? throw PublishRefusedException.Invalid($"the archive's Cargo.toml has no `{key}` in its [package] section");

    private static string? TextOrNull(TomlTable table, string key) => !table.TryGetValue(key, out var value) ? null : value switch
    {
        string text => text,
        TomlTable inherited when inherited.ContainsKey("workspace") => throw Inherited(key),
        _ => throw PublishRefusedException.Invalid(
            $"`{key}` in the archive's Cargo.toml is not text; package the crate with `cargo package`"),
    };

    private static Dictionary<string, IReadOnlyList<string>> Features(TomlTable document)
    {
        if (!document.TryGetValue("features", out var value))
            return [];
        if (value is not TomlTable features || features.Values.Any(enables => enables is not TomlArray array || array.Any(item => item is not string)))
            throw PublishRefusedException.Invalid("the [features] in the archive's Cargo.toml are not lists of names");
        return features.ToDictionary(
            feature => feature.Key, feature => (IReadOnlyList<string>)[.. ((TomlArray)feature.Value).Cast<string>()], StringComparer.Ordinal);
    }

    /// <summary>Dependencies stand at the top and below each target.</summary>
    private static IEnumerable<TomlTable> Tables(TomlTable document) =>
        document.TryGetValue("target", out var targets) && targets is TomlTable byTarget
            ? [document, .. byTarget.Values.OfType<TomlTable>()]
            : [document];

    private static IEnumerable<ManifestDependency> Dependencies(TomlTable table)
    {
        foreach (var (section, kind) in DependencySections)
        {
            if (!table.TryGetValue(section, out var value) || value is not TomlTable dependencies)
                continue;
            foreach (var (name, stated) in dependencies)
                yield return Dependency(name, kind, stated);
        }
    }

    private static ManifestDependency Dependency(string name, string kind, object stated) => stated switch
    {
        string requirement => new(name, null, kind, requirement, Optional: false),
        TomlTable table when table.ContainsKey("workspace") => throw Inherited(name),
        TomlTable table => new(
            name, TextOrNull(table, "package"), kind, TextOrNull(table, "version"), IsTrue(table, "optional"), Artifact(name, table),
            TextOrNull(table, "target"), IsTrue(table, "lib")),
        _ => throw PublishRefusedException.Invalid($"the dependency `{name}` in the archive's Cargo.toml is neither text nor a table"),
    };

    private static bool IsTrue(TomlTable table, string key) => table.TryGetValue(key, out var value) && value is true;

    /// <summary>One kind of artifact is text, several are a list.</summary>
    private static string? Artifact(string name, TomlTable table) => !table.TryGetValue("artifact", out var value) ? null : value switch
    {
        string one => one,
        TomlArray several when several.All(item => item is string) => ArtifactRules.Joined(several.Cast<string>()),
        _ => throw PublishRefusedException.Invalid($"`artifact` of the dependency `{name}` in the archive's Cargo.toml is neither text nor a list of texts"),
    };

    private static PublishRefusedException Inherited(string what) => PublishRefusedException.Invalid(
        $"`{what}` in the archive's Cargo.toml is inherited from a workspace that others do not have; package the crate with `cargo package`");
}
