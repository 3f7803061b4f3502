using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>A job that fails and has others behind it that must not overtake it.</summary>
internal sealed class BlockedOrder(QueueFacts facts, IOptions<MonitorOptions> options) : ICheck
{
    public string Key => "blocked_key";

    public string Limit => $"No job waits for {Words.Of(options.Value.MaxBlockedTime)} behind one that fails.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var queues = await facts.BlockedKeysAsync(options.Value.MaxBlockedTime, cancellationToken);
        return [.. queues.Select(blocked => new Finding(
            $"{Key}/{blocked.Queue}",
            $"{Words.Count(blocked.Count, "ordering key", "ordering keys")} of the queue {blocked.Queue} {(blocked.Count == 1 ? "is" : "are")} blocked. "
            + $"Behind {blocked.HeadKind} {blocked.HeadId} ({blocked.OrderingKey}) {Words.Count(blocked.Waiting, "job waits", "jobs wait")}, the first for "
            + $"{Words.Of(blocked.Waited)}; it has failed {Words.Count(blocked.HeadAttempts, "time", "times")}, last with: {Words.Quote(blocked.LastError ?? "?")}"))];
    }
}
