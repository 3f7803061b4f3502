namespace Registry.App.Storage;

/// <summary>Where <c>.crate</c> files are kept; configuration section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    public StorageKind Kind { get; set; } = StorageKind.FileSystem;
}

internal enum StorageKind
{
    /// <summary>In <c>crates</c> below the data directory.</summary>
    FileSystem,
}
