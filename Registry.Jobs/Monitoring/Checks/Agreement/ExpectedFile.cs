using System.Security.Cryptography;
using Registry.Data.Index;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>What the database says of a crate's file, and what the sparse index holds of it, both of one moment.</summary>
internal sealed record ExpectedFile(long CrateId, string Crate, byte[] Rendered, SparseFile? Sparse)
{
    public string Path => IndexPath.For(Crate);

    /// <summary>What is wrong with the row of the sparse index, in words; null when nothing is.</summary>
    public string? SparseFault
    {
        get
        {
            if (Sparse is null)
                return Rendered.Length == 0 ? null : $"the sparse index has no file of {Crate}";
            if (Sparse.Path != Path)
                return $"the sparse index has {Crate} at {Sparse.Path}";
            if (!Sparse.Content.AsSpan().SequenceEqual(Rendered))
                return $"the sparse index shows something else of {Crate}";
            return Sparse.Hash != Convert.ToHexStringLower(SHA256.HashData(Sparse.Content)) ? $"the hash of {Crate}'s sparse file is wrong" : null;
        }
    }

    /// <summary>What is wrong with the file of the git index, in words; null when nothing is.</summary>
    public string? GitFault(byte[]? content)
    {
        if (content is null)
            return Rendered.Length == 0 ? null : $"the git index has no file of {Crate}";
        return content.AsSpan().SequenceEqual(Rendered) ? null : $"the git index shows something else of {Crate}";
    }

    public bool SaysTheSameAs(ExpectedFile other) => Rendered.AsSpan().SequenceEqual(other.Rendered);
}
