using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Registry.Jobs.Queue.Maintaining;
using Registry.Jobs.Queue.Running;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Testing;

namespace Registry.Jobs.Queue;

/// <summary>Says what a process does with the queue.</summary>
public sealed class JobQueueBuilder
{
    internal JobQueueBuilder(IServiceCollection services) => Services = services;

    /// <summary>The process's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Jobs of a kind are run by a handler, which is made anew for each attempt.</summary>
    public JobQueueBuilder AddHandler<TArguments, THandler>(JobKind<TArguments> kind)
        where TArguments : class
        where THandler : class, IJobHandler<TArguments>
    {
        Services.TryAddTransient<THandler>();
        Services.AddSingleton<HandlerRegistration>(new HandlerRegistration<TArguments, THandler>(kind));
        return this;
    }

    /// <summary>This process runs jobs of the kinds that have handlers.</summary>
    public JobQueueBuilder AddWorkers()
    {
        AddRunner();
        Services.AddHostedService(provider => provider.GetRequiredService<ScheduledJobs>());
        Services.AddHostedService<JobMaintenance>();
        Services.AddHostedService<JobWorkers>();
        return this;
    }

    /// <summary>Jobs run when a test says so; see <see cref="JobTestDriver"/>.</summary>
    public JobQueueBuilder AddTestDriver()
    {
        AddRunner();
        Services.AddSingleton(provider => new JobTestDriver(
            provider.GetRequiredService<JobRunner>(),
            provider.GetRequiredService<HandlerCatalog>(),
            provider.GetRequiredService<JobConnections>(),
            provider.GetRequiredService<ScheduledJobs>(),
            provider.GetRequiredService<TimeProvider>()));
        return this;
    }

    private void AddRunner()
    {
        Services.TryAddSingleton<HandlerCatalog>();
        Services.TryAddSingleton<AttemptRecorder>();
        Services.TryAddSingleton<SoloGate>();
        Services.TryAddSingleton<ScheduledJobs>();
        Services.TryAddSingleton<AttemptRunner>();
        Services.TryAddSingleton<JobRunner>();
    }
}
