using Npgsql;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>Says what keeps queues from going on: nothing, a pause, or that no worker is connected. Reads it once a second at most.</summary>
internal sealed class QueueHolds(JobInspector inspector, TimeProvider time)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly string[] Queues = [IndexJobs.UpdateSparseIndex.Queue, IndexJobs.UpdateGitIndex.Queue, IndexJobs.VerifyCrate.Queue];

    private Reading _known = new(new HashSet<string>(), new Dictionary<string, QueueHold>());
    private DateTimeOffset _readAt;

    /// <summary>What authors are told of the queues that a change goes through.</summary>
    public async Task<IReadOnlyDictionary<string, Hold>> GetAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(connection, cancellationToken);
        return Queues.Select(reading.Of).OfType<QueueHold>().ToDictionary(hold => hold.Queue, hold => hold.ForAuthors);
    }

    /// <summary>Those of some queues that do not go on.</summary>
    public async Task<IReadOnlyList<QueueHold>> OfAsync(NpgsqlConnection connection, IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        var reading = await ReadAsync(connection, cancellationToken);
        return [.. queues.Distinct().Select(reading.Of).OfType<QueueHold>()];
    }

    private async Task<Reading> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _readAt < FreshFor)
            return _known;
        var workers = await inspector.WorkersAsync(connection, cancellationToken);
        var pauses = await inspector.PausesAsync(connection, cancellationToken);
        _known = new(workers.Select(worker => worker.Queue).ToHashSet(), pauses.ToDictionary(pause => pause.Queue, QueueHold.Of));
        _readAt = now;
        return _known;
    }

    /// <param name="Served">Queues for which workers are there.</param>
    /// <param name="Paused">Queues that are paused.</param>
    private sealed record Reading(IReadOnlySet<string> Served, IReadOnlyDictionary<string, QueueHold> Paused)
    {
        public QueueHold? Of(string queue) => Paused.GetValueOrDefault(queue) ?? (Served.Contains(queue) ? null : new QueueHold(queue));
    }
}
