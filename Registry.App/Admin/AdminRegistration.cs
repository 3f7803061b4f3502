using Registry.App.Admin.Crates;
using Registry.App.Admin.Index;
using Registry.App.Admin.Jobs;
using Registry.App.Admin.Monitor;
using Registry.App.Admin.Overview;
using Registry.App.Admin.Settings;
using Registry.App.Admin.Users;

namespace Registry.App.Admin;

/// <summary>Adds what operators see and do.</summary>
internal static class AdminRegistration
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<FiguresReader>();
        services.AddSingleton<Operations>();
        services.AddSingleton<IOperations>(provider => provider.GetRequiredService<Operations>());
        services.AddSingleton<IJobActions, JobActions>();
        services.AddSingleton<UserReader>();
        services.AddSingleton<UserDesk>();
        services.AddSingleton<CheckRecord>();
        services.AddSingleton<IMonitorReader, MonitorReader>();
        services.AddSingleton<ITestPages, TestPages>();
        services.AddSingleton<GitHead>();
        services.AddSingleton<IIndexReader, IndexReader>();
        services.AddSingleton<IIndexActions, IndexActions>();
        services.AddSingleton<KeptCrates>();
        services.AddSingleton<CrateUpkeep>();
        services.AddSingleton<CrateDeletion>();
        services.AddSingleton<SettingsReader>();
    }
}
