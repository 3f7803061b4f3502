using System.Diagnostics;

namespace Registry.App.Hosting.Postgres;

/// <summary>The server process of a cluster. To be used under the start lock.</summary>
internal sealed partial class PostgresServer(
    PostgresHome home,
    PostgresBinaries binaries,
    ServerAccount account,
    EmbeddedPostgresOptions options,
    string password,
    ILogger logger,
    TimeProvider time)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BurialTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Adopts the server that runs, or starts one, and waits until it answers. A start after a crash is tried again for a while, because
    /// the remains of a server that was killed stand in the way until they are gone, and so is one whose port was taken meanwhile. A server
    /// that recovers is waited for as long as it takes.
    /// </summary>
    /// <param name="expected">Where it must listen; null when any place will do.</param>
    /// <param name="cancellationToken">Ends the wait, and the server if it was about to start.</param>
    public async Task<PostgresEndpoint> EnsureRunningAsync(PostgresEndpoint? expected, CancellationToken cancellationToken)
    {
        Process? child = null;
        var mayFail = false;
        var said = "";
        var since = time.GetTimestamp();
        try
        {
            while (true)
            {
                var file = PostmasterFile.Read(home.PostmasterFile);
                if (file?.IsRunning() == true)
                {
                    var (endpoint, answer) = await AskAsync(file, cancellationToken);
                    if (endpoint is not null && answer == PostgresAnswer.Ready)
                    {
                        LogReady(file.ProcessId);
                        return endpoint;
                    }

                    since = answer == PostgresAnswer.Busy ? time.GetTimestamp() : since;
                }
                else if (child is null or { HasExited: true })
                {
                    said = child is null ? said : PostgresLog.LastLines(home);
                    if (child is not null && !mayFail)
                    {
                        throw new EmbeddedPostgresException($"PostgreSQL did not start. It said:{Environment.NewLine}{said}");
                    }

                    child?.Dispose();
                    var endpoint = expected ?? PostgresEndpoint.Choose(home, file is { ListensOnSocket: false } ? file.Port : null);
                    mayFail |= file is not null || endpoint.TcpPort is not null;
                    child = Launch(endpoint);
                }

                if (time.GetElapsedTime(since) > StartTime)
                {
                    throw new EmbeddedPostgresException(
                        $"PostgreSQL did not start within {StartTime.TotalSeconds} seconds. It said last:{Environment.NewLine}"
                        + (said.Length > 0 ? said : PostgresLog.LastLines(home)));
                }

                await Task.Delay(Retry, time, cancellationToken);
            }
        }
        catch when (child is { HasExited: false })
        {
            // Nobody may know of it yet.
            Libc.Interrupt(child.Id);
            await WaitUntilGoneAsync(child.Id, () => !child.HasExited);
            throw;
        }
        finally
        {
            child?.Dispose();
        }
    }

    /// <summary>Stops the server cleanly: everything is written, and the next start has nothing to recover.</summary>
    public async Task StopAsync()
    {
        if (PostmasterFile.Read(home.PostmasterFile) is not { } file || !file.IsRunning())
        {
            return;
        }

        LogStopping(file.ProcessId);
        Libc.Interrupt(file.ProcessId);
        await WaitUntilGoneAsync(file.ProcessId, file.IsRunning);
    }

    private async Task<(PostgresEndpoint? Endpoint, PostgresAnswer Answer)> AskAsync(
        PostmasterFile file, CancellationToken cancellationToken)
    {
        var endpoint = PostgresEndpoint.Of(home, file);
        return (endpoint, endpoint is null ? PostgresAnswer.None : await PostgresProbe.AskAsync(endpoint, password, cancellationToken));
    }

    private async Task WaitUntilGoneAsync(int processId, Func<bool> isRunning)
    {
        var since = time.GetTimestamp();
        while (isRunning())
        {
            if (time.GetElapsedTime(since) > StopTime)
            {
                LogStillStopping(processId);
                return;
            }

            await Task.Delay(Retry, time);
        }

        // It has removed its file and ends now. Nobody may be there to bury it, so this wait is short.
        since = time.GetTimestamp();
        while (Libc.CanSignal(processId) && time.GetElapsedTime(since) < BurialTime)
        {
            await Task.Delay(Retry / 5, time);
        }
    }

    private Process Launch(PostgresEndpoint endpoint) => account.Start(
        "/bin/sh",
        path =>
        [
            "-c", PostgresLaunch.Script, "sh", path, binaries.Postgres,
            "-D", Path.Combine(path, PostgresHome.ClusterName),
            .. endpoint.ServerArguments(path),
            .. options.Settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
        ],
        start => Process.Start(start)!);

    [LoggerMessage(LogLevel.Debug, "PostgreSQL is ready, process {ProcessId}")]
    private partial void LogReady(int processId);

    [LoggerMessage(LogLevel.Debug, "Stopping PostgreSQL, process {ProcessId}")]
    private partial void LogStopping(int processId);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL, process {ProcessId}, is still writing its data; it stops when it has done so")]
    private partial void LogStillStopping(int processId);
}
