using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Registry.App.Storage.S3;
using Registry.Jobs.Monitoring.Checks.Agreement;

namespace Registry.App.Storage;

internal static class StorageRegistration
{
    /// <summary>Adds <see cref="ICrateStorage"/> as section <c>Storage</c> says.</summary>
    public static IServiceCollection AddCrateStorage(this IServiceCollection services, string dataDirectory)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        var directory = Path.Combine(dataDirectory, "crates");
        services.AddSingleton(new UploadDirectory(Path.Combine(directory, "tmp")));
        services.AddSingleton(_ => new FileSystemCrateStorage(directory));
        services.AddSingleton(provider => S3Client.Create(provider.GetRequiredService<IOptions<StorageOptions>>().Value.S3));
        services.AddSingleton<S3CrateStorage>();
        services.AddSingleton<ICrateStorage>(provider => provider.GetRequiredService<IOptions<StorageOptions>>().Value.Kind switch
        {
            StorageKind.FileSystem => provider.GetRequiredService<FileSystemCrateStorage>(),
            StorageKind.S3 => provider.GetRequiredService<S3CrateStorage>(),
            var kind => throw new InvalidOperationException(
                $"{StorageOptions.Section}:{nameof(StorageOptions.Kind)} is {kind}, which is not known."),
        });
        services.AddSingleton<IStoredFiles, StoredFiles>();
        return services;
    }

    /// <summary>Prepares the storage for uploads, when the process starts.</summary>
    public static IServiceCollection AddUploads(this IServiceCollection services) => services.AddHostedService<StaleUploadSweep>();
}
