using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Registry.Jobs.Queue;

/// <summary>News of jobs, from this process and, through PostgreSQL, from all others.</summary>
public sealed partial class JobNewsFeed
{
    private readonly ConcurrentDictionary<Subscription, Action<JobNews>> _listeners = [];

    private readonly ILogger _logger;

    internal JobNewsFeed(ILogger logger) => _logger = logger;

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
        // Its Values would be a copy, made behind all of its locks.
        foreach (var (_, listener) in _listeners)
        {
            try
            {
                listener(news);
            }
#pragma warning disable CA1031 // One that fails must not keep the others from hearing, nor a worker from its job.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogListenerFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Who listens for news of jobs failed")]
    private partial void LogListenerFailed(Exception exception);

    private sealed class Subscription(JobNewsFeed feed) : IDisposable
    {
        public void Dispose() => feed._listeners.TryRemove(this, out _);
    }
}
