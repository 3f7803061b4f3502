namespace Registry.App.Memory;

/// <summary>
/// Whether this process reaches the database, as of about a second ago. While it does not, what is in memory is served without asking, and
/// nobody waits for a connection that does not come.
/// </summary>
internal sealed class DatabaseSight
{
    private volatile bool _isReachable = true;
    private volatile int _outages;

    public bool IsReachable => _isReachable;

    /// <summary>
    /// How often it was lost. What was read before the last time is looked at again when it can be: the database that came back may be one
    /// that was restored.
    /// </summary>
    public int Outages => _outages;

    /// <returns>Whether that is news.</returns>
    public bool Lose()
    {
        if (!_isReachable)
            return false;
        Interlocked.Increment(ref _outages);
        _isReachable = false;
        return true;
    }

    /// <returns>Whether that is news.</returns>
    public bool Find()
    {
        var lost = !_isReachable;
        _isReachable = true;
        return lost;
    }
}
