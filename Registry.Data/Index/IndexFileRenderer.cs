using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Registry.Data.Crates;

namespace Registry.Data.Index;

/// <summary>
/// Renders the file of a crate. The bytes are a pure function of the rows: keys always in the same order, lines in the order the versions
/// were accepted, so that both projections of the index are byte-identical and rendering again changes nothing.
/// </summary>
public static class IndexFileRenderer
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line for each published version; empty when none is.</summary>
    public static byte[] Render(string crateName, IEnumerable<CrateVersion> versions)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var version in versions.Where(version => version.PublishedAt is not null).OrderBy(version => version.Id))
        {
            using var writer = new Utf8JsonWriter(buffer, Options);
            WriteLine(writer, crateName, version);
            writer.Flush();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteLine(Utf8JsonWriter writer, string crateName, CrateVersion version)
    {
        var features = FeatureTables.Split(version.Features);
        writer.WriteStartObject();
        writer.WriteString("name", crateName);
        writer.WriteString("vers", version.Number);
        writer.WriteStartArray("deps");
        foreach (var dependency in version.Dependencies.Order(DependencyOrder.Instance))
            WriteDependency(writer, dependency);
        writer.WriteEndArray();
        writer.WriteString("cksum", version.Checksum);
        WriteFeatures(writer, "features", features.Plain);
        if (features.Extended.Count > 0)
            WriteFeatures(writer, "features2", features.Extended);
        writer.WriteBoolean("yanked", version.Yanked);
        WriteIfPresent(writer, "links", version.Links);
        WriteIfPresent(writer, "rust_version", version.RustVersion);
        writer.WriteString("pubtime", version.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (Schema(version, features) is > 1 and var schema)
            writer.WriteNumber("v", schema);
        writer.WriteEndObject();
    }

    /// <summary>
    /// What a cargo must know to read the line; any other skips it (the Cargo book, "Index Format", <c>v</c>). One that does not know artifacts
    /// would build against the crate as a library.
    /// </summary>
    private static int Schema(CrateVersion version, FeatureTables features) =>
        version.Dependencies.Any(dependency => dependency.Artifact is not null) ? 3 : features.Extended.Count > 0 ? 2 : 1;

    private static void WriteDependency(Utf8JsonWriter writer, IndexDependency dependency)
    {
        writer.WriteStartObject();
        writer.WriteString("name", dependency.Name);
        writer.WriteString("req", dependency.Req);
        WriteStrings(writer, "features", dependency.Features);
        writer.WriteBoolean("optional", dependency.Optional);
        writer.WriteBoolean("default_features", dependency.DefaultFeatures);
        writer.WriteString("target", dependency.Target);
        writer.WriteString("kind", dependency.Kind);
        WriteIfPresent(writer, "registry", dependency.Registry);
        WriteIfPresent(writer, "package", dependency.Package);
        if (dependency.Artifact is { } artifact)
            WriteStrings(writer, "artifact", artifact);
        WriteIfPresent(writer, "bindep_target", dependency.BindepTarget);
        if (dependency.Lib)
            writer.WriteBoolean("lib", true);
        writer.WriteEndObject();
    }

    private static void WriteFeatures(Utf8JsonWriter writer, string name, SortedDictionary<string, IReadOnlyList<string>> features)
    {
        writer.WriteStartObject(name);
        foreach (var (feature, enables) in features)
            WriteStrings(writer, feature, enables);
        writer.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static void WriteIfPresent(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }
}
