namespace Registry.App.Changes;

/// <summary>Where changes stand, once and as it goes on.</summary>
internal interface IChangeFeed
{
    /// <summary>Where the change stands now, or null when there is no such change.</summary>
    Task<ChangeStatus?> ReadAsync(string changeId, CancellationToken cancellationToken);

    /// <summary>
    /// Where the change stands now, and again at each step, until it is done or the caller leaves. Ends at once when there is no such change.
    /// A status is never older than the one before it; steps that follow one another quickly may be folded into one.
    /// </summary>
    IAsyncEnumerable<ChangeStatus> WatchAsync(string changeId, CancellationToken cancellationToken);
}
