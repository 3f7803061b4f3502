using Registry.App.Admin.Jobs;
using Registry.Jobs.Queue;

namespace Registry.App.Admin;

/// <summary>What operators look at. Readings are shared by all who look.</summary>
internal interface IOperations
{
    Task<OperationsSnapshot> SnapshotAsync();

    /// <summary>The newest jobs that match, and how many there are.</summary>
    Task<JobList> JobsAsync(JobQuery query);

    /// <summary>More of them, older than one.</summary>
    Task<IReadOnlyList<JobRow>> OlderAsync(JobQuery query, long before);

    /// <summary>Those of some jobs that are still unfinished.</summary>
    Task<IReadOnlyList<JobRow>> JobsAsync(IReadOnlyCollection<long> ids);

    /// <summary>Jobs that are no longer there, and whether they were done; the others were discarded.</summary>
    Task<IReadOnlyDictionary<long, bool>> EndsAsync(IReadOnlyCollection<long> ids);

    /// <summary>Reasons for which jobs fail, the most frequent first.</summary>
    Task<IReadOnlyList<ErrorGroup>> FailuresAsync();

    /// <summary>All about one job; null when nothing is known of it, or not any more.</summary>
    Task<JobReport?> JobAsync(long id);

    /// <summary>The jobs on either side of one in the list that a query makes.</summary>
    Task<(long? Newer, long? Older)> NeighboursAsync(JobQuery query, long id);

    /// <summary>What a query means to the queue.</summary>
    Task<JobFilter> FilterAsync(JobQuery query);
}
