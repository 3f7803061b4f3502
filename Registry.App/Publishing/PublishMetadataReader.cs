using System.Text.Json;
using System.Text.Json.Serialization;

namespace Registry.App.Publishing;

/// <summary>Reads the JSON that Cargo sends before the <c>.crate</c> file.</summary>
internal static class PublishMetadataReader
{
    public static PublishMetadata Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var metadata = JsonSerializer.Deserialize(json, PublishMetadataJson.Default.PublishMetadata);
            RefuseNulCharacters(json);
            return metadata is not null && IsWhole(metadata)
                ? metadata
                : throw PublishRefusedException.Invalid("the metadata contains `null` where Cargo sends a value");
        }
        catch (JsonException fault)
        {
            throw PublishRefusedException.Invalid($"the metadata cannot be read{Place(fault)}", fault);
        }
        catch (InvalidOperationException fault)
        {
            throw PublishRefusedException.Invalid("the metadata contains text that is not valid Unicode", fault);
        }
    }

    /// <summary>PostgreSQL cannot hold U+0000 in text, so it must not come in anywhere.</summary>
    private static void RefuseNulCharacters(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && reader.ValueIsEscaped
                && reader.GetString()!.Contains('\0', StringComparison.Ordinal))
            {
                throw PublishRefusedException.Invalid("the metadata contains a NUL character (\\u0000); remove it");
            }
        }
    }

    /// <summary>The serializer checks the properties for null, but not what lists and maps hold.</summary>
    private static bool IsWhole(PublishMetadata metadata) =>
        !metadata.Keywords.Contains(null)
        && !metadata.Categories.Contains(null)
        && !metadata.Features.Values.Any(values => values is null || values.Contains(null))
        && !metadata.Deps.Any(dependency => dependency is null || dependency.Features.Contains(null) || dependency.Artifact?.Contains(null) == true);

    private static string Place(JsonException fault)
    {
        var path = fault.Path?.TrimStart('$', '.');
        return string.IsNullOrEmpty(path) ? $": it is not valid JSON at byte {fault.BytePositionInLine ?? 0}" : $" at `{path}`";
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PublishMetadata))]
internal sealed partial class PublishMetadataJson : JsonSerializerContext;
