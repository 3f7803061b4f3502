namespace Registry.Data.Monitoring;

/// <summary>
/// Something the monitor found wrong, from when it was first seen until it was gone. Of each key one incident is open at most; those that
/// are over are kept.
/// </summary>
public sealed class Incident
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>What the pager knows it by; the same when it is opened and when it is resolved.</summary>
    public Guid PublicId { get; init; }

    /// <summary>What is wrong with what, such as <c>old_jobs/git</c>; the same each time it happens.</summary>
    public required string Key { get; init; }

    /// <summary>The check that found it.</summary>
    public required string Check { get; init; }

    /// <summary>What is wrong, in words, as last seen.</summary>
    public required string Sentence { get; set; }

    /// <summary>What the check has to remember of it, as JSON.</summary>
    public string? Data { get; set; }

    /// <summary>The node that saw it first.</summary>
    public required string OpenedBy { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was last seen.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When it was seen to be gone; null while it is open.</summary>
    public DateTimeOffset? ClearedAt { get; set; }

    /// <summary>Who was told.</summary>
    public ICollection<Page> Pages { get; } = [];
}
