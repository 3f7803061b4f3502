using Registry.App.Storage.S3;

namespace Registry.App.Storage;

/// <summary>Where <c>.crate</c> files are kept; configuration section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    public StorageKind Kind { get; set; } = StorageKind.FileSystem;

    /// <summary>For <see cref="StorageKind.S3"/>.</summary>
    public S3Options S3 { get; set; } = new();
}

internal enum StorageKind
{
    /// <summary>In <c>crates</c> below the data directory.</summary>
    FileSystem,

    /// <summary>In a bucket of Amazon S3, or of another server that speaks its protocol.</summary>
    S3,
}
