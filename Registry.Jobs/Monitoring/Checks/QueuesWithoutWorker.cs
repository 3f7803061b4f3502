using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>Jobs that could run, and nobody there to run them.</summary>
internal sealed class QueuesWithoutWorker(QueueFacts facts, IOptions<MonitorOptions> options) : ICheck
{
    public string Key => "no_worker";

    public string Limit => $"A queue with ready jobs has a worker within {Words.Of(options.Value.MaxTimeWithoutWorker)}.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var queues = await facts.QueuesAsync(cancellationToken);
        return [.. queues
            .Where(queue => queue is { Workers: 0, IsPaused: false } && queue.ReadyFor > options.Value.MaxTimeWithoutWorker)
            .Select(queue => new Finding(
                $"{Key}/{queue.Name}",
                $"{Words.Count(queue.Ready, "job is", "jobs are")} ready in the queue {queue.Name} for {Words.Of(queue.ReadyFor!.Value)}, "
                + $"and no worker is there. Start `registry worker` or `registry serve`."))];
    }
}
