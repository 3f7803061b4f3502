using Microsoft.Extensions.Options;

namespace Registry.Jobs.Queue.Running;

/// <summary>The kinds this process can run.</summary>
internal sealed class HandlerCatalog
{
    private readonly Dictionary<string, HandlerRegistration> _handlers;
    private readonly Dictionary<string, QueueView> _queues;

    public HandlerCatalog(IEnumerable<HandlerRegistration> handlers, IOptions<JobQueueOptions> options, TimeProvider time)
    {
        _handlers = handlers.ToDictionary(handler => handler.Kind.Name, StringComparer.Ordinal);
        _queues = _handlers.Values
            .Select(handler => handler.Kind)
            .GroupBy(kind => kind.Queue, StringComparer.Ordinal)
            .ToDictionary(
                queue => queue.Key,
                queue => new QueueView(queue.Key, [.. queue], options.Value.For(queue.Key).ClusterLimit, time),
                StringComparer.Ordinal);
    }

    public IReadOnlyCollection<QueueView> Queues => _queues.Values;

    public TimeSpan LongestAttemptOf(string queue) =>
        _handlers.Values.Where(handler => handler.Kind.Queue == queue).Max(handler => handler.Kind.Timeout);

    public HandlerRegistration Find(string kind) => _handlers[kind];
}
