using System.Text.RegularExpressions;

namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>How a remote is reached.</summary>
internal enum RemoteTransport
{
    /// <summary>A directory of this machine, as a path or as <c>file://</c>.</summary>
    File,

    /// <summary><c>http://</c> or <c>https://</c>.</summary>
    Http,

    /// <summary><c>ssh://</c>, or <c>user@host:path</c>.</summary>
    Ssh,
}

/// <summary>Where the remote of the git index is, without any secret in it.</summary>
/// <param name="Url">What git is given.</param>
/// <param name="Transport">How it is reached.</param>
internal sealed partial record RemoteAddress(string Url, RemoteTransport Transport)
{
    private const string Key = GitIndexOptions.Section + ":" + nameof(GitIndexOptions.Remote);

    /// <summary>Reads the setting; null and a sentence that names the key when it is not an address of a remote.</summary>
    /// <remarks>The sentence never repeats the value, in which there may be a password.</remarks>
    public static (RemoteAddress? Address, string? Fault) Read(string text)
    {
        if (text.Any(char.IsControl))
            return (null, $"{Key} has a line break or another control character in it.");
        if (text.Contains("://", StringComparison.Ordinal))
            return ReadUrl(text);
        if (text.Contains("::", StringComparison.Ordinal))
            return (null, $"{Key} asks for a transport that is not supported; give a path, or an address that begins with file, http, https or ssh.");
        if (!LooksLikeScp().IsMatch(text))
            return (new RemoteAddress(Path.GetFullPath(text), RemoteTransport.File), null);
        return Scp().IsMatch(text)
            ? (new RemoteAddress(text, RemoteTransport.Ssh), null)
            : (null, $"{Key} looks like `user@host:path` for SSH, but is not of that form; a key is named by Index:Git:SshKeyFile, never a password.");
    }

    /// <summary>The part of an HTTP address that credentials are meant for.</summary>
    public string Origin => new Uri(Url).GetLeftPart(UriPartial.Authority);

    private static (RemoteAddress? Address, string? Fault) ReadUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            return (null, $"{Key} is no address that can be read.");
        switch (url.Scheme)
        {
            case "file" when url.Host.Length == 0:
                return (new RemoteAddress(text, RemoteTransport.File), null);
            case "http" or "https" when url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0:
                return (null, $"{Key} has a user, a password or a query in it; give the address alone, and the credentials by Index:Git:Username and Index:Git:Password.");
            case "http" or "https":
                return (new RemoteAddress(text, RemoteTransport.Http), null);
            case "ssh" when url.UserInfo.Contains(':', StringComparison.Ordinal):
                return (null, $"{Key} has a password in it; SSH remotes are reached with a key: name its file by Index:Git:SshKeyFile.");
            case "ssh" when url.Host.Length > 0 && !url.Host.StartsWith('-') && !url.UserInfo.StartsWith('-'):
                return (new RemoteAddress(text, RemoteTransport.Ssh), null);
            default:
                return (null, $"{Key} is no address of a remote; give a path, or an address that begins with file, http, https or ssh.");
        }
    }

    /// <summary>A colon before the first slash. One letter before it is a drive of Windows.</summary>
    [GeneratedRegex(@"^[^/\\:]{2,}:", RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeScp();

    [GeneratedRegex(@"^(?:[A-Za-z0-9_.][^@:/\s]*@)?[A-Za-z0-9\[][^@:/\s]*:[^:@][^@]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Scp();
}
