using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git;

namespace Registry.App.GitServing;

internal static class GitServingRegistration
{
    /// <summary>Adds what <see cref="GitServingEndpoints.MapGitIndex"/> needs beside the <see cref="IndexRepository"/>.</summary>
    public static IServiceCollection AddGitServing(this IServiceCollection services)
    {
        services.AddOptions<GitServingOptions>().BindConfiguration(GitServingOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GitServingOptions>, GitServingOptionsValidator>());
        services.TryAddSingleton(_ => GitExecutable.Find());
        services.TryAddSingleton<UploadPack>();
        return services;
    }
}
