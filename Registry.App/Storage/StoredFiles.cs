using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Storage;

/// <summary>What jobs, the monitor and <c>index verify</c> see of the storage.</summary>
internal sealed class StoredFiles(ICrateStorage storage) : IStoredFiles
{
    public bool AreHere => storage.IsHere;

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        (await storage.OpenAsync(key, cancellationToken))?.Content;

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => storage.DeleteAsync(key, cancellationToken);
}
