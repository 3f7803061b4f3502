namespace Registry.App.Storage;

/// <summary>Keeps the <c>.crate</c> files. A file never changes once it is stored; keys come from <see cref="StorageKey"/>.</summary>
internal interface ICrateStorage
{
    /// <summary>Whether this process sees what is stored.</summary>
    bool IsHere { get; }

    /// <summary>At start: prepares for uploads, and clears away those that were last written to before then. Returns how many they were.</summary>
    int Prepare(DateTimeOffset before);

    /// <summary>An address at which the file can be fetched for a while by whoever has it; null where the registry itself hands it out.</summary>
    Uri? LinkTo(string key);

    /// <summary>A path that no file has, for an upload on its way to <see cref="StoreAsync"/>.</summary>
    string NewTemporaryFile();

    /// <summary>
    /// Takes the file over. When this returns the file survives a power cut; when it throws the file is not stored.
    /// Throws <see cref="IOException"/> when the key is taken. Until <see cref="ConfirmAsync"/> it is in doubt whether anybody needs it.
    /// </summary>
    Task StoreAsync(string temporaryFile, string key, CancellationToken cancellationToken);

    /// <summary>The stored file belongs to a version.</summary>
    Task ConfirmAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keys of files that were stored before then, and are still in doubt: whoever stored them was killed, or lost sight of the database.</summary>
    Task<IReadOnlyList<string>> FindDoubtfulAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>The stored file, or null when there is none. The caller disposes the stream.</summary>
    Task<StoredCrate?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes the stored file, if there is one.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>The bytes of a stored <c>.crate</c> file, and how many they are.</summary>
internal sealed record StoredCrate(Stream Content, long Length);
