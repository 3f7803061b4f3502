using System.Text;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;

namespace Registry.App.Publishing;

/// <summary>What the <c>Cargo.toml</c> inside an archive says.</summary>
internal sealed record CrateManifest(string Name, string Version)
{
    /// <summary>The one spelling of the file's name that Cargo reads on every file system.</summary>
    public const string FileName = "Cargo.toml";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static CrateManifest Parse(ReadOnlySpan<byte> text)
    {
        var document = ReadDocument(text);
        if (!document.TryGetValue("package", out var section) || section is not TomlTable package)
            throw PublishRefusedException.Invalid("the archive's Cargo.toml has no [package] section");
        return new CrateManifest(TextOf(package, "name"), TextOf(package, "version"));
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

    private static string TextOf(TomlTable package, string key) => package.TryGetValue(key, out var value) switch
    {
        true when value is string text => text,
        true => throw PublishRefusedException.Invalid(
            $"`{key}` in the archive's Cargo.toml is not text; package the crate with `cargo package`"),
        false => throw PublishRefusedException.Invalid($"the archive's Cargo.toml has no `{key}` in its [package] section"),
    };
}
