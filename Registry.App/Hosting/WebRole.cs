using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Registry.App.Access;
using Registry.App.Accounts;
using Registry.App.Admin;
using Registry.App.ApiDescription;
using Registry.App.Audit;
using Registry.App.Badges;
using Registry.App.Changes;
using Registry.App.CrateData;
using Registry.App.Crates;
using Registry.App.Crates.Limits;
using Registry.App.Deletion;
using Registry.App.Downloads;
using Registry.App.Downloads.Counting;
using Registry.App.Errors;
using Registry.App.Feeds;
using Registry.App.FirstRun;
using Registry.App.GitServing;
using Registry.App.Metrics;
using Registry.App.Owners;
using Registry.App.Publishing;
using Registry.App.RateLimits;
using Registry.App.Search;
using Registry.App.SignIn;
using Registry.App.SparseIndex;
using Registry.App.Storage;
using Registry.App.Ui;
using Registry.App.Yanking;

namespace Registry.App.Hosting;

/// <summary>The role that answers requests: Cargo's API, both projections of the index, and the pages.</summary>
internal static class WebRole
{
    /// <summary>Of a request with JSON; uploads have limits of their own.</summary>
    private const int MaxBodyBytes = 64 * 1024;

    public static void AddWebRole(this IServiceCollection services, RegistryOptions options, IConfiguration configuration)
    {
        services.AddSignIn(configuration);
        services.AddFirstRun();
        services.AddSingleton<TokenUse>();
        services.AddDataProtection().SetApplicationName("registry")
            .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.DataPath, "keys")));
        services.AddSignalR().AddJsonProtocol(json => ChangeJson.Configure(json.PayloadSerializerOptions));
        services.AddApiDescription();
        services.AddUploads();
        services.AddPublishRequestReader();
        services.AddGitServing();
        services.AddSparseIndex();
        services.AddDownloads();
        services.AddPublishing();
        services.AddRateLimits();
        services.AddSingleton<YankRequests>();
        services.AddOwners();
        services.AddSingleton<CrateSearch>();
        services.AddSingleton<CrateDataReader>();
        services.AddAuthorPages();
        services.AddSingleton<TypicalTimes>();
        services.AddSingleton<QueueHolds>();
        services.AddSingleton<ChangeJobs>();
        services.AddSingleton<Places>();
        services.AddSingleton<ChangeStatusReader>();
        services.AddSingleton<IChangeFeed, ChangeFeed>();
        services.AddSingleton<StreamAccess>();
        services.AddSingleton<ProgramFeed>();
        services.AddHostedService<GitIndexSeeding>();
        services.AddMetricsEndpoint();
        services.AddOperations();
        services.AddRegistryPages();
    }

    public static void MapWebRole(this WebApplication app)
    {
        app.UseMiddleware<RefuseWhileStopping>();
        app.UseTrustedProxies();
        app.UseMiddleware<PublicAddress>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<ApiErrorHandling>());
        app.UseMiddleware<DatabaseAwayHandling>();
        app.UseMiddleware<AttemptThrottle>();
        app.UseAuthentication();
        app.UseMiddleware<PrivateRegistry>();
        app.UseMiddleware<ReadOnlyRegistry>();
        app.UseErrorPages();
        app.UseAuthorization();

        var site = app.MapGroup("").WithHead();
        var api = site.MapGroup("/api/v1").WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        api.MapPublishing();
        api.MapYanking();
        api.MapDeletion();
        api.MapOwners();
        api.MapSearch();
        api.MapCrateData();
        api.MapInvitations();
        api.MapDownloads();
        api.MapDownloadCounts();
        api.MapChanges();
        site.MapCrateLimits();
        var admin = site.MapGroup("/api/admin").WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        admin.MapAudit();
        admin.MapOperations();
        site.MapSparseIndex();
        site.MapGitIndex();
        app.MapHub<ChangeHub>("/hubs/changes");
        site.MapHealth();
        site.MapApiDescription();
        site.MapMetricsEndpoint();
        app.MapSignIn();
        site.MapPageEvents();
        site.MapBadges();
        site.MapFeeds();
        app.MapRegistryPages();
    }
}
