using Npgsql;
using Registry.Jobs;

namespace Registry.App.FirstRun;

/// <summary>
/// Tells whoever starts a registry without users where to make the first account. The link goes to standard error and not to the log, which
/// more people read.
/// </summary>
internal sealed partial class FirstRunAnnouncement(FirstRunLinks links, PublicUrl publicUrl, ILogger<FirstRunAnnouncement> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Only now the address that is listened on is known.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await links.MakeAsync(cancellationToken) is { } secret)
                await Console.Error.WriteLineAsync($"This registry has no users yet. Make the first account, an admin's, at {publicUrl.Base}/first-run/{secret}");
        }
        catch (Exception exception) when (exception is NpgsqlException || exception.InnerException is NpgsqlException)
        {
            LogNoLink(exception.Message);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether a first account is to be made could not be seen: {Reason}")]
    private partial void LogNoLink(string reason);
}
