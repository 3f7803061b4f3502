using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Registry.App.Memory;

namespace Registry.App.SparseIndex;

internal static class SparseIndexRegistration
{
    /// <summary>Adds what <see cref="SparseIndexEndpoints.MapSparseIndex"/> needs.</summary>
    public static IServiceCollection AddSparseIndex(this IServiceCollection services)
    {
        services.AddOptions<SparseIndexOptions>().BindConfiguration(SparseIndexOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SparseIndexOptions>, SparseIndexOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DatabaseSight>();
        services.AddSingleton<SparseFileReader>();
        services.AddSingleton<SparseIndexMemory>();
        services.AddSingleton<IndexConfigurationFile>();
        services.AddSingleton<SparseIndexServer>();
        return services.AddHostedService<SparseIndexWatch>();
    }
}
