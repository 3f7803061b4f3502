using Registry.Jobs.Queue;

namespace Registry.App.Changes;

/// <summary>Why the jobs of a queue are not begun, for operators: it is paused, or no worker is there for it.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="PausedBy">Who paused it; null when it only lacks a worker.</param>
/// <param name="PausedAt">Since when it is paused.</param>
/// <param name="Reason">Why it is paused.</param>
public sealed record QueueHold(string Queue, string? PausedBy = null, DateTimeOffset? PausedAt = null, string? Reason = null)
{
    /// <summary>In one or two words.</summary>
    internal string Word => PausedBy is null ? "No worker" : "Paused";

    /// <summary>How long its jobs wait, as the end of a sentence.</summary>
    internal string Until => PausedBy is null ? "until a worker is there for its queue" : "until its queue is resumed";

    /// <summary>What authors are told of it.</summary>
    internal Hold ForAuthors => Reason is null ? Hold.NoWorker : Hold.Paused(Reason);

    internal static QueueHold Of(QueuePause pause) => new(pause.Queue, pause.PausedBy, pause.PausedAt, pause.Reason);

    /// <returns>Null when nothing keeps the queue from going on.</returns>
    internal static QueueHold? Of(QueueDetails queue) =>
        queue.PausedAt is not null ? new(queue.Name, queue.PausedBy, queue.PausedAt, queue.PauseReason)
        : queue.Workers == 0 ? new(queue.Name)
        : null;
}
