using System.Buffers;

namespace Registry.App.Publishing;

/// <summary>
/// Where in a crate an entry of its archive goes. Stricter than any one operating system, because the archive is unpacked on all of them.
/// </summary>
internal static class ArchivePath
{
    private const int MaxLength = 1024;

    /// <summary>Cargo refuses to package these. A colon would name a stream of another file on Windows, a backslash a directory.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\\<>:\"|?*\uFFFD");

    /// <summary>The path below the crate's directory; empty for that directory itself.</summary>
    public static string Below(string root, string path, bool isDirectory)
    {
        if (path.Length > MaxLength)
            throw PublishRefusedException.Invalid($"the archive contains a path longer than {MaxLength} characters");
        if (path.AsSpan().ContainsAny(Forbidden) || path.Any(char.IsControl))
        {
            throw PublishRefusedException.Invalid(
                $"the archive contains the path `{path}`, which has a character that Cargo does not allow");
        }

        var trimmed = isDirectory && path.EndsWith('/') ? path[..^1] : path;
        var parts = trimmed.Split('/');
        if (parts.Any(part => part is "" or "." or ".."))
            throw PublishRefusedException.Invalid($"the archive contains the path `{path}`, which is not a plain relative path");
        if (parts[0] != root || (parts.Length == 1 && !isDirectory))
            throw PublishRefusedException.Invalid($"the archive contains `{path}`, which is not below `{root}/`");
        return string.Join('/', parts[1..]);
    }

    /// <summary>Another spelling of <c>Cargo.toml</c> is the same file where case, or dots and blanks at the end, do not count.</summary>
    public static bool IsManifest(string path) =>
        path.TrimEnd('.', ' ').Equals(CrateManifest.FileName, StringComparison.OrdinalIgnoreCase);
}
