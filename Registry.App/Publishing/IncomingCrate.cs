using Registry.App.Storage;
using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>
/// An upload that was received whole and found sound, and is not yet stored. Its file is temporary: it goes when this is disposed, unless
/// it was stored.
/// </summary>
internal sealed class IncomingCrate(ICrateStorage storage, string temporaryFile) : IAsyncDisposable
{
    private bool _stored;

    public required PublishMetadata Metadata { get; init; }

    public required CrateManifest Manifest { get; init; }

    public required CrateName Name { get; init; }

    public required VersionNumber Version { get; init; }

    /// <summary>SHA-256 of the <c>.crate</c> file, in lower-case hexadecimal.</summary>
    public required string Checksum { get; init; }

    /// <summary>Size of the <c>.crate</c> file, in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>How many versions its crate may get in 24 hours; 0 for any number.</summary>
    public required int MaxVersionsPerDay { get; init; }

    /// <summary>Puts the file where it stays, under a key that no other upload has. Returns the key.</summary>
    public async Task<string> StoreAsync(CancellationToken cancellationToken)
    {
        var key = StorageKey.For(Name, Version);
        await storage.StoreAsync(temporaryFile, key, cancellationToken);
        _stored = true;
        return key;
    }

    public ValueTask DisposeAsync()
    {
        if (!_stored)
            File.Delete(temporaryFile);
        return ValueTask.CompletedTask;
    }
}
