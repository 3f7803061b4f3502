namespace Registry.Jobs.Verification;

/// <summary>Where cargo downloads a version from, by the <c>dl</c> of <c>config.json</c> (the Cargo book, "Index Configuration").</summary>
internal static class DownloadAddress
{
    private const string Crate = "{crate}";
    private const string Version = "{version}";
    private const string Prefix = "{prefix}";
    private const string LowerPrefix = "{lowerprefix}";
    private const string Checksum = "{sha256-checksum}";

    private static readonly string[] Markers = [Crate, Version, Prefix, LowerPrefix, Checksum];

    /// <summary>Without a marker the registry's own path is appended.</summary>
    public static string For(string dl, string crate, string version, string checksum)
    {
        if (!Markers.Any(marker => dl.Contains(marker, StringComparison.Ordinal)))
            return $"{dl}/{crate}/{version}/download";
        var prefix = PrefixOf(crate);
        return dl
            .Replace(Crate, crate, StringComparison.Ordinal)
            .Replace(Version, version, StringComparison.Ordinal)
            .Replace(Prefix, prefix, StringComparison.Ordinal)
            .Replace(LowerPrefix, prefix.ToLowerInvariant(), StringComparison.Ordinal)
            .Replace(Checksum, checksum, StringComparison.Ordinal);
    }

    private static string PrefixOf(string crate) => crate.Length switch
    {
        1 => "1",
        2 => "2",
        3 => $"3/{crate[..1]}",
        _ => $"{crate[..2]}/{crate[2..4]}",
    };
}
