using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>
/// Signs as the Standard Webhooks specification says: HMAC-SHA256 of id, time and body. The time keeps an old message from being sent again
/// by somebody who has recorded it.
/// </summary>
internal static class WebhookSignature
{
    private const string Base64Marker = "whsec_";

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    public static string Of(string id, long unixSeconds, ReadOnlySpan<byte> body, string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.")), .. body];
        var hash = HMACSHA256.HashData(KeyOf(secret), signed);
        return $"v1,{Convert.ToBase64String(hash)}";
    }

    public static bool IsSound(string secret) =>
        !secret.StartsWith(Base64Marker, StringComparison.Ordinal)
        || Convert.TryFromBase64String(secret[Base64Marker.Length..], new byte[secret.Length], out var length) && length > 0;

    private static byte[] KeyOf(string secret) => secret.StartsWith(Base64Marker, StringComparison.Ordinal)
        ? Convert.FromBase64String(secret[Base64Marker.Length..])
        : Encoding.UTF8.GetBytes(secret);
}
