namespace Registry.App.Audit;

/// <summary>Which entries are wanted; all of them when nothing is said.</summary>
internal sealed record AuditFilter
{
    /// <summary>Who did it: a login in any case, or the account of a machine.</summary>
    public string? User { get; init; }

    /// <summary>What it was done to, in any spelling.</summary>
    public string? Crate { get; init; }

    /// <summary>What was done, as <see cref="AuditLine.Action"/> has it.</summary>
    public string? Action { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? Since { get; init; }
}
