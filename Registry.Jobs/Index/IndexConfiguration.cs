using System.Text.Json;
using System.Text.Json.Serialization;

namespace Registry.Jobs.Index;

/// <summary>
/// The <c>config.json</c> that tells cargo where to publish to and download from (the Cargo book, "Index Configuration").
/// </summary>
/// <param name="publicUrl">Where clients reach the registry.</param>
/// <param name="isPrivate">Whether cargo has to send a token with every request.</param>
internal sealed class IndexConfiguration(PublicUrl publicUrl, bool isPrivate)
{
    public bool IsPrivate => isPrivate;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new Content($"{publicUrl.Base}/api/v1/crates", publicUrl.Base, isPrivate ? true : null));

    private sealed record Content(
        [property: JsonPropertyName("dl")] string Downloads,
        [property: JsonPropertyName("api")] string Api,
        [property: JsonPropertyName("auth-required"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AuthRequired);
}
