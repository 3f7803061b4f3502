using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>A queue that somebody has paused and perhaps forgotten, while jobs wait in it.</summary>
internal sealed class PausedQueues(QueueFacts facts, IOptions<MonitorOptions> options) : ICheck
{
    public string Key => "paused_queue";

    public string Limit => $"Jobs wait in a paused queue for {Words.Of(options.Value.MaxPausedTime)} at most.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var queues = await facts.QueuesAsync(cancellationToken);
        return [.. queues
            .Where(queue => queue.PausedFor > options.Value.MaxPausedTime && queue.Waiting > 0)
            .Select(queue => new Finding(
                $"{Key}/{queue.Name}",
                $"{queue.PausedBy} paused the queue {queue.Name} {Words.Of(queue.PausedFor!.Value)} ago ({Words.Quote(queue.PauseReason ?? "?")}), and "
                + $"{Words.Count(queue.Waiting, "job waits", "jobs wait")} in it. When it may go on: `registry jobs resume {queue.Name}`."))];
    }
}
