using System.Collections.Concurrent;

namespace Registry.Jobs.Queue.Waking;

/// <summary>Wakes idle workers: those of this process directly, those of others by way of the <see cref="NewsSender"/>.</summary>
internal sealed class WakeUps(NewsSender sender)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _armed = new(StringComparer.Ordinal);

    /// <summary>News of other processes arrive.</summary>
    public bool IsListening { get; set; }

    /// <summary>
    /// A task that ends at the next wake-up of the queue. Arm before looking for jobs, so that one added in between is not missed.
    /// </summary>
    public Task Arm(string queue) => _armed.GetOrAdd(queue, _ => NewSource()).Task;

    public void Wake(string queue)
    {
        WakeLocally(queue);
        sender.Send(NewsPayload.Ready(queue));
    }

    public void WakeLocally(string queue)
    {
        if (_armed.TryRemove(queue, out var source))
            source.TrySetResult();
    }

    public void WakeAllLocally()
    {
        foreach (var queue in _armed.Keys)
            WakeLocally(queue);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
