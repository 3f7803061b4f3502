using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Registry.Data.Crates;

namespace Registry.App.Storage;

/// <summary>Names of stored <c>.crate</c> files.</summary>
internal static partial class StorageKey
{
    /// <summary>
    /// A key for one upload. It differs at each call, so that a publish that is repeated with other bytes never meets the file of the
    /// one before, and can delete its own.
    /// </summary>
    public static string For(CrateName name, VersionNumber version)
    {
        var random = RandomNumberGenerator.GetHexString(16, lowercase: true);
        return $"{Directory(name.Text.ToLowerInvariant())}/{name}-{version}-{random}.crate";
    }

    /// <summary>Whether it looks like a key: below the storage's own directory, whatever is done with it.</summary>
    public static bool IsValid(string key) => Pattern.IsMatch(key);

    /// <summary>Crates share directories: each new one costs the first upload to it two more flushes to disk.</summary>
    private static string Directory(string name) => name.Length switch
    {
        1 => "1",
        2 => "2",
        3 => $"3/{name[0]}",
        _ => $"{name[..2]}/{name[2..4]}",
    };

    [GeneratedRegex(@"\A([A-Za-z0-9_-]+/)+[A-Za-z0-9_-][A-Za-z0-9._+-]*\.crate\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
