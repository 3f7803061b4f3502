using Microsoft.Extensions.Options;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;

namespace Registry.App.Hosting;

/// <summary>
/// Puts <c>config.json</c> into the git index as soon as the address is known, before anyone can fetch from it: cargo cannot use an index
/// without one.
/// </summary>
internal sealed partial class GitIndexSeeding(
    IndexRepository repository, IndexConfiguration configuration, IOptions<GitIndexOptions> options, ILogger<GitIndexSeeding> logger)
    : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        // With a remote the worker that fetches it sees to that.
        if (!options.Value.Enabled || options.Value.HasRemote)
            return;
        try
        {
            await repository.EnsureSeededAsync(configuration.ToJson(), cancellationToken);
        }
#pragma warning disable CA1031 // The sparse index works without the git index, and the job that writes it seeds it too.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotSeeded(exception, repository.Path);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Error, Message = "The git index at {Path} could not be seeded")]
    private partial void LogNotSeeded(Exception exception, string path);
}
