using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Storage;

internal static class StorageRegistration
{
    /// <summary>Adds <see cref="ICrateStorage"/> as section <c>Storage</c> says.</summary>
    public static IServiceCollection AddCrateStorage(this IServiceCollection services, string dataDirectory)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new FileSystemCrateStorage(Path.Combine(dataDirectory, "crates")));
        services.AddSingleton<ICrateStorage>(provider => provider.GetRequiredService<IOptions<StorageOptions>>().Value.Kind switch
        {
            StorageKind.FileSystem => provider.GetRequiredService<FileSystemCrateStorage>(),
            var kind => throw new InvalidOperationException(
                $"{StorageOptions.Section}:{nameof(StorageOptions.Kind)} is {kind}, which is not known."),
        });
        services.AddSingleton<IStoredFiles, StoredFiles>();
        return services;
    }

    /// <summary>Prepares the storage for uploads, when the process starts.</summary>
    public static IServiceCollection AddUploads(this IServiceCollection services) => services.AddHostedService<StaleUploadSweep>();
}
