using Registry.Jobs.Index.Git.Packing;

namespace Registry.App.Storage;

/// <summary>
/// Keeps <c>.crate</c> files in a directory. Uploads wait in <c>tmp</c> below it, on the same file system, so that a rename moves them.
/// </summary>
internal sealed class FileSystemCrateStorage(string directory) : ICrateStorage
{
    private readonly string _directory = Path.GetFullPath(directory);

    /// <summary>A process that only runs jobs may be on a machine without the directory.</summary>
    public bool IsHere => Directory.Exists(_directory);

    private string TemporaryDirectory => Path.Combine(_directory, "tmp");

    public string NewTemporaryFile()
    {
        DurableDirectory.Create(TemporaryDirectory);
        return Path.Combine(TemporaryDirectory, $"{Guid.NewGuid():N}.upload");
    }

    public Task StoreAsync(string temporaryFile, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        var parent = Path.GetDirectoryName(path)!;
        using (var file = File.OpenHandle(temporaryFile, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);
        DurableDirectory.Create(parent);
        File.Move(temporaryFile, path, overwrite: false);
        try
        {
            FlushedDirectory.Flush(parent);
        }
        catch
        {
            File.Delete(path);
            throw;
        }

        return Task.CompletedTask;
    }

    public Task<StoredCrate?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var file = new FileStream(
                PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            return Task.FromResult<StoredCrate?>(new StoredCrate(file, file.Length));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<StoredCrate?>(null);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    /// <summary>Makes the directory where there is none, so that from then on a file that is not in it is missing.</summary>
    public void Create() => DurableDirectory.Create(_directory);

    /// <summary>Deletes uploads that nothing has written to since then: what a killed process left. Returns how many they were.</summary>
    public int DeleteTemporaryFiles(DateTimeOffset before)
    {
        var temporary = new DirectoryInfo(TemporaryDirectory);
        if (!temporary.Exists)
            return 0;
        var stale = temporary.EnumerateFiles().Where(file => file.LastWriteTimeUtc < before.UtcDateTime).ToList();
        foreach (var file in stale)
            file.Delete();
        return stale.Count;
    }

    private string PathOf(string key) => StorageKey.IsValid(key)
        ? Path.Combine(_directory, key)
        : throw new ArgumentException($"`{key}` is not a key of a stored crate.", nameof(key));
}
