using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Registry.App.Deletion;

internal static class DeletionRegistration
{
    /// <summary>Adds what records deletions. Needs the queue.</summary>
    public static IServiceCollection AddDeletion(this IServiceCollection services)
    {
        services.AddOptions<DeletionOptions>().BindConfiguration(DeletionOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DeletionOptions>, DeletionOptionsValidator>());
        return services.AddSingleton<DeletionLimits>().AddSingleton<DeletionRequests>();
    }
}
