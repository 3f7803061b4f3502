using System.Text.Json;

namespace Registry.Jobs.Index;

/// <summary>
/// The <c>config.json</c> that tells cargo where to publish to and download from (the Cargo book, "Index Configuration").
/// </summary>
internal sealed class IndexConfiguration(PublicUrl publicUrl)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new { dl = $"{publicUrl.Base}/api/v1/crates", api = publicUrl.Base });
}
