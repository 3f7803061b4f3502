using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Registry.App.Downloads.Counting;
using Registry.App.Memory;

namespace Registry.App.Downloads;

internal static class DownloadRegistration
{
    /// <summary>Adds what <see cref="DownloadEndpoint.MapDownloads"/> needs beside the storage.</summary>
    public static IServiceCollection AddDownloads(this IServiceCollection services)
    {
        services.AddOptions<DownloadOptions>().BindConfiguration(DownloadOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DownloadOptions>, DownloadOptionsValidator>());
        services.TryAddSingleton<DatabaseSight>();
        services.AddSingleton<StoredVersions>();
        services.AddSingleton<DownloadCounter>();
        services.AddSingleton<DownloadBook>();
        services.AddSingleton<DownloadCountReader>();
        services.AddHostedService<DownloadFolding>();
        return services;
    }
}
