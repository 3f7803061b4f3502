namespace Registry.Data.Audit;

/// <summary>
/// What somebody did, written in the transaction that did it. Names stand beside keys, so that an entry can be read whatever has become of
/// what it is about; secrets never stand here.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>Key within this database.</summary>
    public long Id { get; private set; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it; null for whoever used the command line of a machine.</summary>
    public long? ActorId { get; init; }

    /// <summary>The login of who did it, or an account of a machine, such as <c>root@registry-1</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>The token it was done with, if there was one.</summary>
    public long? TokenId { get; init; }

    /// <summary>The label of the token.</summary>
    public string? TokenName { get; init; }

    /// <summary>Where it came from.</summary>
    public required AuditSource Source { get; init; }

    /// <summary>What was done; one of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The crate it was done to, if it was one.</summary>
    public string? Crate { get; init; }

    /// <summary>The version it was done to, if it was one.</summary>
    public string? Version { get; init; }

    /// <summary>What else is to be known of it, by name.</summary>
    public required IReadOnlyDictionary<string, string> Details { get; init; }
}
