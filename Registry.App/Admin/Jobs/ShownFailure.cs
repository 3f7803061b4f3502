using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>A reason for which jobs fail that somebody reads: it stays where it is, whatever becomes of its jobs.</summary>
/// <param name="Group">The jobs as they were last seen.</param>
/// <param name="Gone">None of them fails of it any more.</param>
public sealed record ShownFailure(ErrorGroup Group, bool Gone = false);
