using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue;

/// <summary>Adds the queue to a process.</summary>
public static class JobQueueServiceCollectionExtensions
{
    /// <summary>The process may add jobs, look at them and hear of them. What else it does is said to the builder.</summary>
    public static JobQueueBuilder AddJobQueue(this IServiceCollection services, Action<JobQueueOptions> configure)
    {
        services.AddOptions<JobQueueOptions>().Configure(configure)
            .Validate(options => options.ConnectionString.Length > 0, "The queue needs a connection string.")
            .Validate(options => options.PollInterval > TimeSpan.Zero, "The queue's poll interval must be positive.");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<JobConnections>();
        services.AddSingleton<NewsSender>();
        services.AddSingleton<WakeUps>();
        services.AddSingleton(_ => new JobNewsFeed());
        services.AddSingleton(_ => new JobInspector());
        services.AddSingleton(provider => new JobQueue(provider.GetRequiredService<WakeUps>()));
        services.AddHostedService(provider => provider.GetRequiredService<NewsSender>());
        services.AddHostedService<NewsListener>();
        return new JobQueueBuilder(services);
    }
}
