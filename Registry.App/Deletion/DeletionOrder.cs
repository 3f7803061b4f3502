using Registry.App.Accounts;
using Registry.Data.Audit;

namespace Registry.App.Deletion;

/// <summary>What somebody wants to be gone.</summary>
/// <param name="Crate">The crate, in any spelling.</param>
/// <param name="Version">One of its versions; null for all of it.</param>
/// <param name="Message">Why.</param>
internal sealed record DeletionOrder(string Crate, string? Version, string? Message)
{
    public const int MaxMessageLength = 1000;
}

/// <summary>Who wants it.</summary>
/// <param name="Actor">As the audit log names them.</param>
/// <param name="Caller">What their token is good for; null for an operator at the command line, who may do everything.</param>
internal sealed record Deleter(AuditActor Actor, Caller? Caller)
{
    public bool IsLimited => Caller is { IsAdmin: false };
}

/// <summary>A deletion that is recorded.</summary>
/// <param name="Crate">The crate, as it is spelled.</param>
/// <param name="ChangeIds">The changes that bring it about, one for each version, the newest version first; none when all were deleted already.</param>
internal sealed record RecordedDeletion(string Crate, IReadOnlyList<string> ChangeIds);
