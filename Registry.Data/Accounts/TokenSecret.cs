using System.Security.Cryptography;
using System.Text;

namespace Registry.Data.Accounts;

/// <summary>Secrets that are shown once and kept as a hash: tokens and one-time links.</summary>
public static class TokenSecret
{
    /// <summary>Lets scanners for leaked secrets recognise a token.</summary>
    public const string Prefix = "rgy_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>256 bits and a little more.</summary>
    private const int Length = 43;

    /// <summary>A new token.</summary>
    public static string NewToken() => Prefix + NewSecret();

    /// <summary>A new secret for anything else.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>What is kept of a secret. It is long and random, so a fast hash without salt cannot be guessed.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
