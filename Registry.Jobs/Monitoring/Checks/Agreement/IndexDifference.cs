namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>A crate of which the index shows something else than the database says.</summary>
/// <param name="CrateId">The crate; 0 for a file that belongs to none.</param>
/// <param name="Sentence">What differs.</param>
internal sealed record IndexDifference(long CrateId, string Sentence);
