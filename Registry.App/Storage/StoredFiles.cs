using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Storage;

/// <summary>What the monitor and <c>index verify</c> read.</summary>
internal sealed class StoredFiles(ICrateStorage storage) : IStoredFiles
{
    public bool AreHere => storage.IsHere;

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        (await storage.OpenAsync(key, cancellationToken))?.Content;
}
