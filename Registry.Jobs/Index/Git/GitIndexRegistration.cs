using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git.Packing;

namespace Registry.Jobs.Index.Git;

internal static class GitIndexRegistration
{
    /// <summary>Adds the one <see cref="IndexRepository"/> of the process, at the path that <paramref name="path"/> gives.</summary>
    public static IServiceCollection AddGitIndex(this IServiceCollection services, Func<IServiceProvider, string> path)
    {
        services.AddOptions<GitIndexOptions>().BindConfiguration(GitIndexOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GitIndexOptions>, GitIndexOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new IndexRepository(
            path(provider),
            provider.GetRequiredService<IOptions<GitIndexOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IndexRepository>>()));
        services.TryAddSingleton<IndexPacking>();
        return services;
    }
}
