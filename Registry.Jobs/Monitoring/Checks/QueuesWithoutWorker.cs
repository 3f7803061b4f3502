using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>Jobs that could run, and nobody there to run them.</summary>
internal sealed class QueuesWithoutWorker(QueueFacts facts, IOptions<MonitorOptions> options) : ICheck
{
    public string Key => "no_worker";

    public string Limit => $"A queue with jobs to run has a worker within {Words.Of(options.Value.MaxTimeWithoutWorker)}.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var queues = await facts.QueuesAsync(cancellationToken);
        return [.. queues
            .Where(queue => queue is { Workers: 0, PausedFor: null } && queue.DueFor > options.Value.MaxTimeWithoutWorker)
            .Select(queue => new Finding(
                $"{Key}/{queue.Name}",
                $"{Words.Count(queue.Due, "job is", "jobs are")} to be run in the queue {queue.Name}, the oldest for {Words.Of(queue.DueFor!.Value)}, "
                + "and no worker is there. Start `registry worker` or `registry serve`."))];
    }
}
