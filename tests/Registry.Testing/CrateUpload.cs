using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Registry.Testing;

/// <summary>What <c>cargo publish</c> sends, made without cargo.</summary>
public static class CrateUpload
{
    /// <summary>A sound upload of a small library.</summary>
    public static byte[] Body(string name, string version, JsonObject? metadata = null, string source = "") =>
        Frame(metadata ?? Metadata(name, version), Archive(name, version, source));

    public static JsonObject Metadata(string name, string version, params JsonNode[] dependencies) => new()
    {
        ["name"] = name,
        ["vers"] = version,
        ["deps"] = new JsonArray([.. dependencies]),
        ["features"] = new JsonObject(),
        ["authors"] = new JsonArray(),
        ["description"] = "A crate of a test.",
        ["license"] = "MIT",
    };

    public static byte[] Archive(string name, string version, string source = "")
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            Add(tar, $"{name}-{version}/Cargo.toml", $"[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n");
            Add(tar, $"{name}-{version}/src/lib.rs", source);
        }

        return bytes.ToArray();
    }

    public static byte[] Frame(JsonObject metadata, byte[] archive)
    {
        var json = Encoding.UTF8.GetBytes(metadata.ToJsonString());
        var body = new byte[8 + json.Length + archive.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(body, (uint)json.Length);
        json.CopyTo(body, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4 + json.Length), (uint)archive.Length);
        archive.CopyTo(body, 8 + json.Length);
        return body;
    }

    private static void Add(TarWriter tar, string path, string text) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    });
}
