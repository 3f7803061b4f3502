using Microsoft.Extensions.Options;
using Registry.App.Cli;
using Registry.Jobs;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Queue;
using Registry.Migrations;

namespace Registry.App.Hosting;

/// <summary>What a process does. <c>serve</c> does both, by the same classes.</summary>
internal sealed record Roles(bool Web, bool Worker)
{
    /// <summary>The queues a worker works on; empty for all.</summary>
    public IReadOnlyCollection<string> Queues { get; init; } = [];
}

/// <summary>Builds the host of a long-running verb.</summary>
internal static class RegistryApplication
{
    /// <summary>Running jobs get this much less than the host's whole time to stop.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(5);

    /// <summary>Static files are found by it, whichever program starts the host.</summary>
    private static readonly string Name = typeof(RegistryApplication).Assembly.GetName().Name!;

    public static WebApplication BuildWeb(Roles roles, string[] settings, Database database)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = settings, ApplicationName = Name, ContentRootPath = AppContext.BaseDirectory });
        var started = Configure(builder, roles, database);
        builder.WebHost.UseStaticWebAssets();

        // Before publishing, this fallback takes every GET for a file that may yet appear, and then a wrong method reads as "not found".
        builder.Configuration["DisableStaticAssetNotFoundRuntimeFallback"] = bool.TrueString;

        // Before publishing, files are otherwise read again for each request, and sent uncompressed and not to be kept.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = builder.Environment.IsDevelopment().ToString();
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
            builder.WebHost.UseUrls(ListeningAddress.Default);
        builder.Services.AddWebRole(builder.Configuration.ReadRegistryOptions(), builder.Configuration);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(started);
        app.MapWebRole();
        return app;
    }

    public static IHost BuildWorker(Roles roles, string[] settings, Database database)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { Args = settings, ContentRootPath = AppContext.BaseDirectory });
        var started = Configure(builder, roles, database);
        var host = builder.Build();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started);
        return host;
    }

    public static Task MigrateAsync(Database database, CancellationToken cancellationToken) =>
        RegistryMigrator.MigrateAsync(database.DataSource, cancellationToken);

    /// <exception cref="CommandException">The database lacks what this version needs.</exception>
    public static async Task RequireMigratedAsync(Database database, CancellationToken cancellationToken)
    {
        if (!await RegistryMigrator.IsMigratedAsync(database.DataSource, cancellationToken))
            throw new CommandException("The database is not migrated. Run `registry migrate` with the same settings first.");
    }

    /// <returns>Whom to tell that the host has started.</returns>
    private static Action Configure(IHostApplicationBuilder builder, Roles roles, Database database)
    {
        var started = builder.Logging.AddRegistryLogging().AddHostLoggingOnceStarted();
        var queue = builder.Services.AddRegistry(builder.Configuration, database);
        if (roles.Worker)
        {
            queue.AddRegistryHandlers().AddWorkers();
            builder.Services.Configure<JobQueueOptions>(options => options.OnlyQueues.UnionWith(roles.Queues));
        }

        if (roles.Web || roles.Worker)
            builder.Services.AddMonitorSchedule();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<JobQueueOptions>>((host, jobs) =>
        {
            host.ServicesStopConcurrently = true;
            host.ShutdownTimeout = jobs.Value.GracePeriod + StopMargin;
        });
        return started;
    }
}
