namespace Registry.App.Crates.Readmes;

/// <summary>Where the files beside a README are shown, when its repository is at a forge whose addresses are known.</summary>
/// <param name="Pages">Where a file is shown as a page; ends in a slash.</param>
/// <param name="Raw">Where its bytes are.</param>
/// <param name="Folder">The README's place below both.</param>
internal sealed record RepositoryFiles(Uri Pages, Uri Raw, string Folder)
{
    public static RepositoryFiles? Of(string? repository, string? readmeFile)
    {
        if (!Uri.TryCreate(repository, UriKind.Absolute, out var url) || url is not { Scheme: "http" or "https", UserInfo: "", IsDefaultPort: true })
            return null;
        var segments = url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length < 2)
            return null;
        (segments[0], segments[1]) = (segments[0], segments[1].EndsWith(".git", StringComparison.Ordinal) ? segments[1][..^4] : segments[1]);
        var (pages, raw) = url.Host.ToLowerInvariant() switch
        {
            "github.com" or "www.github.com" => ("blob", "raw"),
            "gitlab.com" => ("-/blob", "-/raw"),
            "bitbucket.org" => ("src", "raw"),
            _ => (null, null),
        };
        if (pages is null)
            return null;
        var home = $"https://{url.Host.ToLowerInvariant()}/{segments[0]}/{segments[1]}";
        return new RepositoryFiles(new($"{home}/{pages}/HEAD/"), new($"{home}/{raw}/HEAD/"), FolderOf(segments, readmeFile));
    }

    /// <summary>The file a link within the README means; null when it leads out of the repository.</summary>
    /// <param name="link">Relative to the README, or from the top of the repository where it begins with a slash.</param>
    /// <param name="asImage">Whether its bytes are wanted.</param>
    public Uri? Find(string link, bool asImage)
    {
        var top = asImage ? Raw : Pages;
        return Uri.TryCreate(top, link.StartsWith('/') ? link.TrimStart('/') : Folder + link, out var found)
            && found.AbsoluteUri.StartsWith(top.AbsoluteUri, StringComparison.Ordinal)
            ? found
            : null;
    }

    /// <summary>The folder of the package, where <c>repository</c> names one as <c>/tree/BRANCH/FOLDER</c>, and of the README within it.</summary>
    private static string FolderOf(string[] segments, string? readmeFile)
    {
        var tree = Array.IndexOf(segments, "tree");
        var package = tree > 1 && segments.Length > tree + 2 ? string.Join('/', segments[(tree + 2)..]) + "/" : "";
        var folder = readmeFile?.LastIndexOf('/') is { } slash and > 0 ? readmeFile[..(slash + 1)] : "";
        return package + folder;
    }
}
