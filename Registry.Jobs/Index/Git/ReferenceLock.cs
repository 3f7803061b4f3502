namespace Registry.Jobs.Index.Git;

/// <summary>
/// Watches the lock of a reference. Git's tools hold one for milliseconds; one that stays the same for much longer was left by a process
/// that was killed, and no one else would ever remove it.
/// </summary>
internal sealed class ReferenceLock(string path, TimeProvider time)
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(10);

    // Compared with what was seen before, never with a clock: file times may come from another machine's.
    private DateTime _written;
    private long _since;

    /// <summary>Where the lock is.</summary>
    public string Path => path;

    /// <summary>Removes the lock if it has been the same one for long; true when it did.</summary>
    public bool RemoveIfAbandoned()
    {
        var lockFile = new FileInfo(path);
        if (!lockFile.Exists || lockFile.LastWriteTimeUtc != _written)
        {
            _written = lockFile.LastWriteTimeUtc;
            _since = time.GetTimestamp();
            return false;
        }

        if (time.GetElapsedTime(_since) < Abandoned)
            return false;
        lockFile.Delete();
        return true;
    }
}
