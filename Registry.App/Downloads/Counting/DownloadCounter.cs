namespace Registry.App.Downloads.Counting;

/// <summary>A version that was downloaded, and the day in UTC.</summary>
internal readonly record struct DownloadedOn(long VersionId, DateOnly Date);

/// <summary>Counts downloads in memory, until <see cref="DownloadFolding"/> takes the counts away.</summary>
internal sealed class DownloadCounter(TimeProvider time)
{
    /// <summary>Most versions that are counted at once, so that an outage of the database does not fill the memory: about 10 MB.</summary>
    public const int MaxVersions = 100_000;

    private readonly Lock _counting = new();
    private Dictionary<DownloadedOn, long> _counts = [];
    private long _dropped;

    /// <summary>One more download.</summary>
    public void Count(long versionId)
    {
        var key = new DownloadedOn(versionId, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        lock (_counting)
        {
            if (_counts.TryGetValue(key, out var count))
                _counts[key] = count + 1;
            else if (_counts.Count < MaxVersions)
                _counts.Add(key, 1);
            else
                _dropped++;
        }
    }

    /// <summary>All that was counted since the last time, and how many downloads there was no room to count.</summary>
    public (IReadOnlyDictionary<DownloadedOn, long> Counts, long Dropped) Take()
    {
        lock (_counting)
        {
            var taken = (_counts, _dropped);
            _counts = [];
            _dropped = 0;
            return taken;
        }
    }
}
