using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Telemetry;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue;

/// <summary>Adds the queue to a process.</summary>
public static class JobQueueServiceCollectionExtensions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The process may add jobs, look at them and hear of them. What else it does is said to the builder.</summary>
    public static JobQueueBuilder AddJobQueue(this IServiceCollection services, Action<JobQueueOptions> configure)
    {
        services.AddOptions<JobQueueOptions>().Configure(configure)
            .Validate(options => options.ConnectionString.Length > 0, "The queue needs a connection string.")
            .Validate(
                options => options.PollInterval > TimeSpan.Zero && options.PollInterval <= Longest,
                "The queue's poll interval must be positive, and a day at most.")
            .Validate(
                options => options.GracePeriod >= TimeSpan.Zero && options.GracePeriod <= Longest,
                "The queue's grace period must not be negative, and be a day at most.")
            .Validate(options => options.Retry.IsSound, RetryPolicy.Rules)
            .Validate(options => options.KeepAttempts > TimeSpan.Zero, "The time for which the queue keeps attempts must be positive.")
            .Validate(options => options.Queues.Values.All(queue => queue.Workers >= 0), "A queue's number of workers must not be negative.")
            .Validate(
                options => options.Queues.Values.All(queue => queue.ClusterLimit is null or > 0),
                "A queue's limit for the cluster must be at least 1.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<JobConnections>();
        services.AddSingleton<NewsSender>();
        services.AddSingleton<WakeUps>();
        services.AddSingleton(provider => new JobNewsFeed(provider.GetRequiredService<ILogger<JobNewsFeed>>()));
        services.AddSingleton(_ => new JobInspector());
        services.AddSingleton(provider => new JobAdministrator(provider.GetRequiredService<WakeUps>()));
        services.AddSingleton(provider => new JobTelemetry(provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new JobQueue(provider.GetRequiredService<WakeUps>()));
        services.AddHostedService(provider => provider.GetRequiredService<NewsSender>());
        services.AddHostedService<NewsListener>();
        services.AddHostedService<DepthSampler>();
        return new JobQueueBuilder(services);
    }
}
