using Registry.App.Admin.Crates;
using Registry.App.Admin.Index;
using Registry.App.Admin.Jobs;
using Registry.App.Admin.Monitor;
using Registry.App.Admin.Overview;
using Registry.App.Admin.Queues;
using Registry.App.Admin.Settings;
using Registry.App.Admin.Users;

namespace Registry.App.Admin;

/// <summary>What the pages of operators show and do, for programs.</summary>
internal static class AdminEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder admin)
    {
        admin.MapOverview();
        admin.MapJobs();
        admin.MapJobActs();
        admin.MapQueues();
        admin.MapUsers();
        admin.MapUserLimits();
        admin.MapMonitor();
        admin.MapIndexUpkeep();
        admin.MapCrateUpkeep();
        admin.MapSettings();
    }
}
