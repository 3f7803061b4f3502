using Registry.App.Admin.Jobs;
using Registry.App.Admin.Overview;
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
    }
}
