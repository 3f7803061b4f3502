using Npgsql;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>Says for which queues a worker is connected, anywhere; reads it once a second at most.</summary>
internal sealed class WorkedQueues(JobInspector inspector, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private HashSet<string> _known = [];
    private DateTimeOffset _readAt;

    public async Task<IReadOnlySet<string>> GetAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _readAt < FreshFor)
            return _known;
        var workers = await inspector.WorkersAsync(connection, cancellationToken);
        (_known, _readAt) = (workers.Select(worker => worker.Queue).ToHashSet(), now);
        return _known;
    }
}
