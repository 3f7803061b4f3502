using Registry.Jobs.Index.Git.Packing;

namespace Registry.App.Storage;

/// <summary>
/// Keeps <c>.crate</c> files in a directory. Uploads wait in <c>tmp</c> below it, on the same file system, so that a rename moves them.
/// </summary>
internal sealed class FileSystemCrateStorage(string directory) : ICrateStorage
{
    /// <summary>An empty file beside the uploads says of a stored file that it is in doubt. In its name <c>~</c> stands for <c>/</c>.</summary>
    private const string Doubt = ".doubt";

    private readonly string _directory = Path.GetFullPath(directory);
    private readonly UploadDirectory _uploads = new(Path.Combine(Path.GetFullPath(directory), "tmp"));

    /// <summary>A process that only runs jobs may be on a machine without the directory.</summary>
    public bool IsHere => Directory.Exists(_directory);

    private string TemporaryDirectory => Path.Combine(_directory, "tmp");

    public string NewTemporaryFile() => _uploads.NewFile();

    public Task StoreAsync(string temporaryFile, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(key);
        var parent = Path.GetDirectoryName(path)!;
        using (var file = File.OpenHandle(temporaryFile, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);
        DurableDirectory.Create(parent);
        DurableDirectory.Create(TemporaryDirectory);
        File.WriteAllBytes(DoubtOf(key), []);
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

    public Task ConfirmAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var doubt = DoubtOf(key);
        if (File.Exists(doubt))
            File.Delete(doubt);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> FindDoubtfulAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<string>>(
            [.. Doubtful(before).Select(file => file.Name[..^Doubt.Length].Replace('~', '/')).Where(StorageKey.IsValid)]);
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
        return ConfirmAsync(key, cancellationToken);
    }

    /// <summary>Makes the directory where there is none, so that from then on a file that is not in it is missing.</summary>
    public int Prepare(DateTimeOffset before)
    {
        DurableDirectory.Create(_directory);
        return _uploads.DeleteStale(before);
    }

    /// <summary>It hands the files out itself.</summary>
    public Uri? LinkTo(string key) => null;

    private IEnumerable<FileInfo> Doubtful(DateTimeOffset before) => Directory.Exists(TemporaryDirectory)
        ? new DirectoryInfo(TemporaryDirectory).EnumerateFiles($"*{Doubt}").Where(file => file.LastWriteTimeUtc < before.UtcDateTime)
        : [];

    private string DoubtOf(string key) => Path.Combine(TemporaryDirectory, $"{key.Replace('/', '~')}{Doubt}");

    private string PathOf(string key) => StorageKey.IsValid(key)
        ? Path.Combine(_directory, key)
        : throw new ArgumentException($"`{key}` is not a key of a stored crate.", nameof(key));
}
