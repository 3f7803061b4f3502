namespace Registry.Jobs.Index.Upkeep;

/// <summary>Asks for the whole index to be compared with the database.</summary>
/// <param name="RequestedBy">Who asks.</param>
/// <param name="Mend">Whether what differs is mended too.</param>
internal sealed record InspectIndex(string RequestedBy, bool Mend);
