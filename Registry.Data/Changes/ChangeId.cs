using System.Security.Cryptography;

namespace Registry.Data.Changes;

/// <summary>Ids of changes: 130 random bits, so that a link to a status page is known only to whom it was given.</summary>
public static class ChangeId
{
    /// <summary>Digits and letters that are not taken for one another when read aloud.</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int Length = 26;

    /// <summary>A new id.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);
}
