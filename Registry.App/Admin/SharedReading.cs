namespace Registry.App.Admin;

/// <summary>
/// What many look at and one reads for all: once a second at most, and only when there is news or some time has passed. So the number of those
/// who watch does not matter to the database.
/// </summary>
/// <param name="read">Reads it.</param>
/// <param name="news">Counts the news that may have changed it.</param>
/// <param name="time">The clock.</param>
/// <param name="atMost">How long a reading stands whatever happens.</param>
/// <param name="atLeast">How long a reading stands when nothing happens.</param>
internal sealed class SharedReading<T>(Func<Task<T>> read, Func<long> news, TimeProvider time, TimeSpan atMost, TimeSpan atLeast)
    where T : class
{
    private readonly Lock _lock = new();
    private Task<T>? _reading;
    private long _readAt;
    private long _newsAtReading;

    /// <summary>When somebody last asked, in ticks of the clock.</summary>
    public long AskedAt { get; private set; }

    /// <summary>Completes at once where a reading still stands, so that a page is complete when it is first drawn.</summary>
    public Task<T> GetAsync()
    {
        lock (_lock)
        {
            AskedAt = time.GetTimestamp();
            if (_reading is null or { IsFaulted: true } or { IsCanceled: true } || (_reading.IsCompleted && IsOld()))
            {
                _newsAtReading = news();
                _readAt = time.GetTimestamp();
                _reading = read();
            }

            return _reading;
        }
    }

    /// <summary>Whoever has just changed it wants to see that.</summary>
    public void Forget()
    {
        lock (_lock)
            _reading = null;
    }

    private bool IsOld()
    {
        var age = time.GetElapsedTime(_readAt);
        return age >= atLeast || (age >= atMost && news() != _newsAtReading);
    }
}
