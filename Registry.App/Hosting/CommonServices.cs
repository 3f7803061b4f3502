using Microsoft.Extensions.Options;
using Registry.App.Audit;
using Registry.App.Changes;
using Registry.App.Deletion;
using Registry.App.Storage;
using Registry.Data;
using Registry.Jobs;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Repair;
using Registry.Jobs.Mail;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Queue;

namespace Registry.App.Hosting;

/// <summary>What every role needs: the settings, the database, the queue, and the registry's own address.</summary>
internal static class CommonServices
{
    public static JobQueueBuilder AddRegistry(this IServiceCollection services, IConfiguration configuration, Database database)
    {
        services.AddOptions<RegistryOptions>().Bind(configuration.GetSection(RegistryOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RegistryOptions>, RegistryOptionsValidator>();
        services.AddSingleton(database.DataSource);
        services.AddDbContextFactory<RegistryDbContext>(options => options.UseRegistry(database.DataSource));
        services.AddSingleton<ListeningAddress>();
        services.AddSingleton(provider => new PublicUrl(provider.GetRequiredService<ListeningAddress>().Resolve));
        services.AddSingleton<ChangeLinks>();
        services.AddSingleton(provider => new IndexConfiguration(
            provider.GetRequiredService<PublicUrl>(), provider.GetRequiredService<IOptions<RegistryOptions>>().Value.Private));
        services.AddGitIndex(provider => Path.Combine(provider.GetRequiredService<IOptions<RegistryOptions>>().Value.DataPath, "index.git"));
        services.AddCrateStorage(configuration.ReadRegistryOptions().DataPath);
        services.AddSingleton<IndexRepair>();
        services.AddDeletion();
        services.AddSingleton<AuditReader>();
        services.AddMail(provider => Path.Combine(provider.GetRequiredService<IOptions<RegistryOptions>>().Value.DataPath, "mail"));
        services.AddMonitor(provider => provider.GetRequiredService<IOptions<RegistryOptions>>().Value.DataPath);
        return services.AddJobQueue(options =>
        {
            options.ConnectionString = database.ConnectionString;
            QueueSettings.Apply(configuration, options);
        });
    }
}
