using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Registry.App.SparseIndex;

/// <summary>What cargo is answered about a path: the bytes of a file with their tag, or that there is none.</summary>
internal sealed class IndexAnswer
{
    private volatile bool _isDistrusted;

    private IndexAnswer(byte[]? content, string? hash)
    {
        Content = content;
        Hash = hash;
        if (hash is not null)
            Tag = $"\"{hash}\"";
    }

    /// <summary>Null when there is no such file.</summary>
    public byte[]? Content { get; }

    /// <summary>SHA-256 of the content, in lower-case hexadecimal.</summary>
    public string? Hash { get; }

    /// <summary>The strong tag, as it stands in headers.</summary>
    public StringValues Tag { get; }

    /// <summary>It is known that the database says something newer, or may.</summary>
    public bool IsDistrusted => _isDistrusted;

    public long Size => Content?.Length ?? 0;

    /// <summary>There is no such file. Each answer is one of its own, since one may be distrusted and another not.</summary>
    public static IndexAnswer Absent() => new(null, null);

    public static IndexAnswer Of(byte[] content, string hash) => new(content, hash);

    public void Distrust() => _isDistrusted = true;

    /// <summary>Whether the client has these bytes already.</summary>
    public bool Matches(StringValues ifNoneMatch)
    {
        // As cargo sends it back.
        if (ifNoneMatch.Count == 1 && string.Equals(ifNoneMatch[0], Tag[0], StringComparison.Ordinal))
            return true;
        return EntityTagHeaderValue.TryParseList(ifNoneMatch, out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag.Equals(Tag[0], StringComparison.Ordinal));
    }
}
