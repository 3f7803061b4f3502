using System.Globalization;
using Registry.App.Publishing;
using Registry.Data.Crates;

namespace Registry.App.Crates.Limits;

/// <summary>A limit that an admin may set for a single crate.</summary>
/// <param name="Name">What it is called as data; as an option of the verb it has dashes.</param>
/// <param name="Description">What it limits.</param>
/// <param name="Least">The smallest value that makes sense.</param>
/// <param name="Most">The largest one that can be kept.</param>
/// <param name="Of">What is set for the crate.</param>
/// <param name="Set">Sets it, or clears it by null.</param>
/// <param name="Effective">What goes in the end.</param>
internal sealed record CrateLimit(
    string Name, string Description, long Least, long Most, Func<CrateLimits, long?> Of, Action<CrateLimits, long?> Set, Func<PublishLimits, long> Effective)
{
    public static IReadOnlyList<CrateLimit> All { get; } =
    [
        new("max_crate_bytes", "Largest .crate file, in bytes.", 1, int.MaxValue,
            own => own.MaxCrateBytes, (own, value) => own.MaxCrateBytes = (int?)value, limits => limits.MaxCrateBytes),
        new("max_unpacked_bytes", "Most bytes that a .crate file may unpack to.", 1, long.MaxValue,
            own => own.MaxUnpackedBytes, (own, value) => own.MaxUnpackedBytes = value, limits => limits.MaxUnpackedBytes),
        new("max_entries", "Most files and directories in one.", 1, int.MaxValue,
            own => own.MaxEntries, (own, value) => own.MaxEntries = (int?)value, limits => limits.MaxEntries),
        new("max_features", "Most features of a version, and most that one feature enables.", 1, int.MaxValue,
            own => own.MaxFeatures, (own, value) => own.MaxFeatures = (int?)value, limits => limits.MaxFeatures),
        new("max_dependencies", "Most dependencies of a version.", 1, int.MaxValue,
            own => own.MaxDependencies, (own, value) => own.MaxDependencies = (int?)value, limits => limits.MaxDependencies),
        new("max_versions_per_day", "Most versions in 24 hours; 0 for any number.", 0, int.MaxValue,
            own => own.MaxVersionsPerDay, (own, value) => own.MaxVersionsPerDay = (int?)value, limits => limits.MaxVersionsPerDay),
    ];

    /// <summary>As an option of the verb.</summary>
    public string OptionName => $"--{Name.Replace('_', '-')}";

    /// <summary>What is wrong with a value; null when nothing is.</summary>
    public string? Fault(long value) => value >= Least && value <= Most ? null : $"give a number from {Least} to {Most}";

    /// <summary>What was set, as the audit log tells of it.</summary>
    public static (string Name, string? Value)[] Describe(IEnumerable<(CrateLimit Limit, long? Value)> changes) =>
        [.. changes.Select(change => (change.Limit.Name, (string?)(change.Value?.ToString(CultureInfo.InvariantCulture) ?? "as for all")))];
}
