using System.Buffers;

namespace Registry.App.GitServing;

/// <summary>The <c>Git-Protocol</c> header: <c>key=value</c> pairs between colons, <c>version=2</c> as a rule.</summary>
internal static class GitProtocol
{
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=:.-_");

    /// <summary>
    /// The value to hand to git, or null for none. Since it becomes an environment variable of a child, anything odd counts as no header,
    /// which means the oldest protocol and is always right.
    /// </summary>
    public static string? Read(HttpRequest request)
    {
        var value = request.Headers["Git-Protocol"].ToString();
        return value.Length is > 0 and <= MaxLength && !value.AsSpan().ContainsAnyExcept(Allowed) ? value : null;
    }

    /// <summary>Whether git will answer by protocol version 2.</summary>
    public static bool IsVersion2(string? protocol) => protocol is not null && protocol.Split(':').Contains("version=2");
}
