using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        return services.AddHostedService<StaleUploadSweep>();
    }
}
