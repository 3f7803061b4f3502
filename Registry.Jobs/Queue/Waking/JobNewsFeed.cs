using System.Collections.Concurrent;

namespace Registry.Jobs.Queue;

/// <summary>News of jobs, from this process and, through PostgreSQL, from all others.</summary>
public sealed class JobNewsFeed
{
    private readonly ConcurrentDictionary<Subscription, Action<JobNews>> _listeners = [];

    internal JobNewsFeed()
    {
    }

    /// <summary>
    /// Calls <paramref name="listener"/> for each piece of news until the returned object is disposed. The listener must return at once.
    /// Subscribe before reading the state the news are about.
    /// </summary>
    public IDisposable Subscribe(Action<JobNews> listener)
    {
        var subscription = new Subscription(this);
        _listeners[subscription] = listener;
        return subscription;
    }

    internal void Publish(JobNews news)
    {
        foreach (var listener in _listeners.Values)
            listener(news);
    }

    private sealed class Subscription(JobNewsFeed feed) : IDisposable
    {
        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }
}
