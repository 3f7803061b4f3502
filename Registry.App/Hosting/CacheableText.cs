using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Registry.App.Hosting;

/// <summary>Answers that may be kept for a few minutes, and asked for again by what they were.</summary>
internal static class CacheableText
{
    private const int TagBytes = 12;

    public static IResult Of(HttpContext context, byte[] content, string contentType)
    {
        var isPrivate = context.RequestServices.GetRequiredService<IOptions<RegistryOptions>>().Value.Private;
        context.Response.Headers.CacheControl = $"{(isPrivate ? "private" : "public")}, max-age=300";
        var tag = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, TagBytes));
        return Results.Bytes(content, contentType, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }
}
