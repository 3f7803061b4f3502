namespace Registry.App.Hosting.Postgres;

/// <summary>
/// Locks between processes that share an embedded PostgreSQL. The kernel drops them when a process dies, however it dies.
/// </summary>
internal static class HomeLock
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the lock, and holds it alone until disposed.</summary>
    public static async Task<FileStream> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Retry, time, cancellationToken);
        }
    }

    /// <summary>Holds the lock alone until disposed; null when somebody else has it.</summary>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return Open(path, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Holds the lock together with others until disposed.</summary>
    public static FileStream Share(string path) => Open(path, FileShare.Read);

    private static FileStream Open(string path, FileShare share) => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.Read,
        Share = share,
    });
}
