namespace Registry.Data.Index;

/// <summary>A file of the sparse index. Every web node serves these rows, so that all nodes show the same index.</summary>
public sealed class SparseFile
{
    /// <summary>The crate whose file it is.</summary>
    public long CrateId { get; init; }

    /// <summary>Where cargo asks for it; see <see cref="IndexPath"/>.</summary>
    public required string Path { get; set; }

    /// <summary>The bytes cargo gets. When there are none, there is no such file; the row stays, so that its end is heard of.</summary>
    public required byte[] Content { get; set; }

    /// <summary>SHA-256 of <see cref="Content"/>, in lower-case hexadecimal.</summary>
    public required string Hash { get; set; }

    /// <summary>When the bytes changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>
    /// The number of the transaction that wrote the row last, whoever did; a trigger sets it. By it and the numbers of the transactions that
    /// are still running, a node finds all that was written since it looked last.
    /// </summary>
    public long Revision { get; private set; }
}
