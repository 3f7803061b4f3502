using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Registry.Jobs.Auditing;
using Registry.Jobs.Mail.Notices;
using Registry.Jobs.Monitoring.Checks;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Monitoring.Incidents;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Monitoring.Running;
using Registry.Jobs.Scheduling;

namespace Registry.Jobs.Monitoring;

internal static class MonitorRegistration
{
    /// <summary>Adds the monitor, without a schedule.</summary>
    /// <param name="services">The process's services.</param>
    /// <param name="dataPath">The data directory, whose disk is watched.</param>
    public static IServiceCollection AddMonitor(this IServiceCollection services, Func<IServiceProvider, string> dataPath)
    {
        services.AddOptions<MonitorOptions>().BindConfiguration(MonitorOptions.Section).ValidateOnStart();
        services.AddSingleton<IConfigureOptions<MonitorOptions>, MaxJobTimeAlias>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MonitorOptions>, MonitorOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new DataDirectory(dataPath(provider)));
        services.AddSingleton<QueueFacts>();
        services.AddSingleton<StoppedCrates>();
        services.AddSingleton<ExpectedFiles>();
        services.AddSingleton<CrateIds>();
        services.AddSingleton<StrayFiles>();
        services.AddSingleton<OpenIncident>();
        services.AddSingleton<IndexComparison>();
        services.AddSingleton<StoredFileComparison>();
        services.AddSingleton<IndexAudit>();
        services.AddSingleton<IndexAgreement>();
        services.AddSingleton<WholeIndexAgreement>();
        services.AddSingleton<ICheck, OldJobs>();
        services.AddSingleton<ICheck, QueuesWithoutWorker>();
        services.AddSingleton<ICheck, PausedQueues>();
        services.AddSingleton<ICheck, FailingIndexJobs>();
        services.AddSingleton<ICheck, BlockedOrder>();
        services.AddSingleton<ICheck, DeadJobs>();
        services.AddSingleton<ICheck>(provider => provider.GetRequiredService<IndexAgreement>());
        services.AddSingleton<ICheck, StoredFileAgreement>();
        services.AddSingleton<ICheck, OpenTransactions>();
        services.AddSingleton<ICheck, DiskSpace>();
        services.AddSingleton<CheckMeasures>();
        services.AddSingleton<IncidentBook>();
        services.AddSingleton<RunLog>();
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>());
        services.AddSingleton<AuditPruning>();
        services.AddSingleton<MonitorClock>();
        services.AddSingleton<MonitorItself>();
        services.AddSingleton<MonitorRunner>();
        services.AddSingleton<MonitorHealth>();
        return services.AddPaging();
    }

    /// <summary>Ticks the monitor for as long as the process lives.</summary>
    public static IServiceCollection AddMonitorSchedule(this IServiceCollection services)
    {
        services.AddSingleton<MonitorTick>();
        services.AddSingleton<CleanUpTick>();
        services.AddSingleton<ChangeNotices>();
        services.AddSingleton<NoticeTick>();
        services.AddHostedService<MonitorSchedule>();
        return services;
    }
}
