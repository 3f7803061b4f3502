using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Registry.Testing;

/// <summary>What an app on a phone does: the code of a moment from a key (RFC 6238).</summary>
public static class AuthenticatorApp
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <param name="key">As a page shows it, in groups.</param>
    [SuppressMessage("Security", "CA5350", Justification = "It is what the apps compute.")]
    public static string CodeOf(string key)
    {
        var bits = string.Concat(key.Where(char.IsLetterOrDigit).Select(
            letter => Convert.ToString(Alphabet.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2)).ToArray();
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
        var hash = HMACSHA1.HashData(secret, step);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
