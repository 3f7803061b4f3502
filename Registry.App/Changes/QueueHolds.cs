using Npgsql;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>Says what keeps each queue of a change from going on: nothing, a pause, or that no worker is connected. Reads it once a second at most.</summary>
internal sealed class QueueHolds(JobInspector inspector, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly string[] Queues = [IndexJobs.UpdateSparseIndex.Queue, IndexJobs.UpdateGitIndex.Queue, IndexJobs.VerifyCrate.Queue];

    private IReadOnlyDictionary<string, Hold> _known = new Dictionary<string, Hold>();
    private DateTimeOffset _readAt;

    public async Task<IReadOnlyDictionary<string, Hold>> GetAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _readAt < FreshFor)
            return _known;
        var workers = await inspector.WorkersAsync(connection, cancellationToken);
        var holds = Queues.Except(workers.Select(worker => worker.Queue)).ToDictionary(queue => queue, _ => Hold.NoWorker);
        foreach (var pause in await inspector.PausesAsync(connection, cancellationToken))
            holds[pause.Queue] = Hold.Paused(pause.Reason);
        (_known, _readAt) = (holds, now);
        return _known;
    }
}
