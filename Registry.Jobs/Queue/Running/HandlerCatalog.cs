namespace Registry.Jobs.Queue.Running;

/// <summary>The kinds this process can run.</summary>
internal sealed class HandlerCatalog(IEnumerable<HandlerRegistration> handlers)
{
    private readonly Dictionary<string, HandlerRegistration> _handlers =
        handlers.ToDictionary(handler => handler.Kind.Name, StringComparer.Ordinal);

    public IEnumerable<string> Queues => _handlers.Values.Select(handler => handler.Kind.Queue).Distinct(StringComparer.Ordinal);

    public string[] KindsOf(string queue) =>
        [.. _handlers.Values.Where(handler => handler.Kind.Queue == queue).Select(handler => handler.Kind.Name)];

    public TimeSpan LongestAttemptOf(string queue) =>
        _handlers.Values.Where(handler => handler.Kind.Queue == queue).Max(handler => handler.Kind.Timeout);

    public HandlerRegistration Find(string kind) => _handlers[kind];
}
