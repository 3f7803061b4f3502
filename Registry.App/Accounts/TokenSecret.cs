using System.Security.Cryptography;
using System.Text;

namespace Registry.App.Accounts;

/// <summary>Secrets that are shown once and kept as a hash: tokens and one-time links.</summary>
internal static class TokenSecret
{
    /// <summary>Lets scanners for leaked secrets recognise a token.</summary>
    public const string Prefix = "rgy_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>256 bits and a little more.</summary>
    private const int Length = 43;

    public static string NewToken() => Prefix + NewSecret();

    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, Length);

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
