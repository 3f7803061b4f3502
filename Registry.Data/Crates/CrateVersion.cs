using Registry.Data.Accounts;
using Registry.Data.Changes;
using Registry.Data.Downloads;
using Registry.Data.Index;

namespace Registry.Data.Crates;

/// <summary>
/// One published version. What the line of the index is made of is fixed when the upload is accepted, but for <see cref="Yanked"/> and
/// whether there is a line at all. The row of a deleted version stays: its number is never given out again.
/// </summary>
public sealed class CrateVersion
{
    /// <summary>Key within this database; the order of the lines in the index.</summary>
    public long Id { get; private set; }

    /// <summary>The crate it belongs to.</summary>
    public long CrateId { get; init; }

    /// <summary>The crate it belongs to.</summary>
    public Crate? Crate { get; init; }

    /// <summary>The version as its author wrote it, with build metadata.</summary>
    public required string Number { get; init; }

    /// <summary>Computed by the database from <see cref="Number"/>; unique within the crate.</summary>
    public string NumberWithoutBuild { get; private set; } = null!;

    /// <summary>SHA-256 of the <c>.crate</c> file, in lower-case hexadecimal.</summary>
    public required string Checksum { get; init; }

    /// <summary>Size of the <c>.crate</c> file, in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Where the <c>.crate</c> file is stored.</summary>
    public required string StorageKey { get; init; }

    /// <summary>What it depends on, as the index writes it.</summary>
    public required IReadOnlyList<IndexDependency> Dependencies { get; init; }

    /// <summary>Features and what each enables.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Features { get; init; }

    /// <summary>The native library it links, if any.</summary>
    public string? Links { get; init; }

    /// <summary>The oldest Rust version it says it compiles with.</summary>
    public string? RustVersion { get; init; }

    /// <summary>From the manifest.</summary>
    public string? Description { get; init; }

    /// <summary>From the manifest.</summary>
    public string? Homepage { get; init; }

    /// <summary>From the manifest.</summary>
    public string? Documentation { get; init; }

    /// <summary>From the manifest.</summary>
    public string? Repository { get; init; }

    /// <summary>SPDX expression from the manifest.</summary>
    public string? License { get; init; }

    /// <summary>Path of the licence text within the package.</summary>
    public string? LicenseFile { get; init; }

    /// <summary>The README, which is long and read alone.</summary>
    public VersionReadme? Readme { get; init; }

    /// <summary>Path of the README within the package.</summary>
    public string? ReadmeFile { get; init; }

    /// <summary>From the manifest.</summary>
    public string[] Keywords { get; init; } = [];

    /// <summary>From the manifest.</summary>
    public string[] Categories { get; init; } = [];

    /// <summary>When the upload was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who uploaded it.</summary>
    public long PublishedById { get; init; }

    /// <summary>Who uploaded it.</summary>
    public User? PublishedBy { get; init; }

    /// <summary>How often it was downloaded; null for never.</summary>
    public VersionDownloadTotal? DownloadTotal { get; init; }

    /// <summary>As the sparse index shows it. Changes only in the transaction that writes the sparse index.</summary>
    public bool Yanked { get; set; }

    /// <summary>Why it is yanked, in the words of who yanked it. Changes together with <see cref="Yanked"/>.</summary>
    public string? YankMessage { get; set; }

    /// <summary>
    /// Since when the sparse index shows it; null before, and after it was deleted. Changes only in the transaction that writes the sparse
    /// index.
    /// </summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>Since when the sparse index shows it no more, for good. Changes only in the transaction that writes the sparse index.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>Since when its <c>.crate</c> file and README are gone, after both projections of the index showed it no more.</summary>
    public DateTimeOffset? FileRemovedAt { get; set; }

    /// <summary>The <see cref="IndexChange.Sequence"/> given out last.</summary>
    public int LastSequence { get; set; }
}
