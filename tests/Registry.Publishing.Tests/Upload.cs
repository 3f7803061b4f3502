using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Registry.Publishing.Tests;

/// <summary>Request bodies as Cargo sends them.</summary>
internal static class Upload
{
    public const string Name = "tide-tables";
    public const string Version = "0.4.2";

    public static JsonObject Metadata(string name = Name, string version = Version) => new()
    {
        ["name"] = name,
        ["vers"] = version,
        ["deps"] = new JsonArray(),
        ["features"] = new JsonObject(),
        ["authors"] = new JsonArray(),
        ["description"] = "When the water is high",
        ["documentation"] = null,
        ["homepage"] = null,
        ["readme"] = "# Tide tables",
        ["readme_file"] = "README.md",
        ["keywords"] = new JsonArray("tide"),
        ["categories"] = new JsonArray(),
        ["license"] = "MIT",
        ["license_file"] = null,
        ["repository"] = null,
        ["badges"] = new JsonObject(),
        ["links"] = null,
        ["rust_version"] = null,
    };

    public static JsonObject Dependency(string name = "moon") => new()
    {
        ["optional"] = false,
        ["default_features"] = true,
        ["name"] = name,
        ["features"] = new JsonArray(),
        ["version_req"] = "^1.0",
        ["target"] = null,
        ["kind"] = "normal",
    };

    public static JsonObject MetadataWith(JsonObject dependency)
    {
        var metadata = Metadata();
        metadata["deps"] = new JsonArray(dependency);
        return metadata;
    }

    public static byte[] Body(JsonObject metadata, byte[]? crate = null) => Body(JsonSerializer.SerializeToUtf8Bytes(metadata), crate);

    public static byte[] Body(string metadata, byte[]? crate = null) => Body(Encoding.UTF8.GetBytes(metadata), crate);

    public static byte[] Body(byte[] metadata, byte[]? crate = null)
    {
        crate ??= CrateBuilder.Valid().Build();
        return [.. Length((uint)metadata.Length), .. metadata, .. Length((uint)crate.Length), .. crate];
    }

    public static byte[] Length(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
