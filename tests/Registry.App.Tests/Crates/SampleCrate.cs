using Registry.App.Crates;
using Registry.App.Tests.Changes;

namespace Registry.App.Tests.Crates;

/// <summary>A crate and its versions as their pages get them.</summary>
internal static class SampleCrate
{
    public static readonly VersionDetails Version = new()
    {
        Crate = "tide-tables",
        Version = "0.4.2",
        Checksum = "b5bb9d8014a0",
        Size = 49_357,
        Yanked = false,
        PublishedAt = Sample.Requested,
        PublishedBy = "ada",
        Dependencies = [],
        Changes = [],
    };

    public static readonly CrateDetails Crate = new()
    {
        Name = "tide-tables",
        Standing = Version,
        Versions = [Line("0.4.2", Standing.Usable)],
        Days = [],
    };

    public static VersionLine Line(string number, Standing standing) =>
        new() { Number = number, At = Sample.Requested, PublishedBy = "ada", Size = 1000, Standing = standing };
}
