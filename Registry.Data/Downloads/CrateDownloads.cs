namespace Registry.Data.Downloads;

/// <summary>How often all versions of a crate together were downloaded. Apart from the crate, whose row is locked by those who change the index.</summary>
public sealed class CrateDownloads
{
    /// <summary>How many days are recent, today included.</summary>
    public const int RecentDays = 90;

    /// <summary>The crate.</summary>
    public long CrateId { get; init; }

    /// <summary>Since its first version.</summary>
    public required long Downloads { get; init; }

    /// <summary>In the last <see cref="RecentDays"/> days, as of today or yesterday.</summary>
    public required long RecentDownloads { get; init; }
}
