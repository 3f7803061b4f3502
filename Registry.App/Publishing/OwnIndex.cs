using Registry.Jobs;

namespace Registry.App.Publishing;

/// <summary>
/// Tells whether the address of an index is this registry's own, in whatever spelling. Cargo compares addresses as text, so the index itself
/// names this registry by saying nothing.
/// </summary>
internal sealed class OwnIndex(PublicUrl publicUrl)
{
    private static readonly string[] Prefixes = ["sparse+", "registry+", "git+"];

    /// <summary>Without an address it is the registry that is published to.</summary>
    public bool Is(string? address) =>
        string.IsNullOrEmpty(address)
        || (Place(address) is { } place && (place == Place(publicUrl.SparseIndex) || place == Place(publicUrl.GitIndex)));

    /// <summary>What makes two addresses the same place: neither the scheme, nor who asks, nor how the path ends.</summary>
    private static string? Place(string address)
    {
        foreach (var prefix in Prefixes)
            address = address.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? address[prefix.Length..] : address;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        var path = uri.AbsolutePath.TrimEnd('/');
        return $"{uri.IdnHost.ToLowerInvariant()}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{(path.EndsWith(".git", StringComparison.Ordinal) ? path[..^4] : path)}";
    }
}
