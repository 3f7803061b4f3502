using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git.Packing;
using Registry.Jobs.Index.Git.Remotes;
using Registry.Jobs.Index.Git.Squashing;

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
        services.TryAddSingleton<MirrorCheck>();
        services.TryAddSingleton<IGitRemote>(provider => Remote(Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new IndexMirror(
            provider.GetRequiredService<IndexRepository>(),
            provider.GetRequiredService<IGitRemote>(),
            provider.GetRequiredService<MirrorCheck>(),
            provider.GetRequiredService<IndexConfiguration>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IndexMirror>>()));
        services.TryAddSingleton(provider => new GitIndexWriter(
            provider.GetRequiredService<IndexRepository>(),
            Mirror(provider),
            provider.GetRequiredService<IndexConfiguration>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new IndexView(
            provider.GetRequiredService<IndexRepository>(), Mirror(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new IndexSquash(
            provider.GetRequiredService<IndexRepository>(), Mirror(provider), provider.GetRequiredService<ILogger<IndexSquash>>()));
        return services;
    }

    private static GitIndexOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<GitIndexOptions>>().Value;

    /// <summary>Null when the local repository is the index.</summary>
    private static IndexMirror? Mirror(IServiceProvider provider) =>
        Options(provider).HasRemote ? provider.GetRequiredService<IndexMirror>() : null;

    private static GitRemote Remote(GitIndexOptions options, TimeProvider time)
    {
        var (address, fault) = RemoteAddress.Read(options.Remote ?? "");
        return address is null ? throw new InvalidOperationException(fault) : new GitRemote(new RemoteCommands(address, options), options, time);
    }
}
