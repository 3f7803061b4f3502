using System.Diagnostics;

namespace Registry.App.Hosting.Postgres;

/// <summary>The server process of a cluster. To be used under the start lock.</summary>
internal sealed partial class PostgresServer(
    PostgresHome home, PostgresBinaries binaries, ServerAccount account, EmbeddedPostgresOptions options, string password, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BurialTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Adopts the server that runs, or starts one, and waits until it answers. A start after a crash is tried again for a while, because the
    /// remains of a server that was killed stand in the way until they are gone, and so is one whose port was taken meanwhile. A server that recovers is waited for as long as it takes.
    /// </summary>
    /// <param name="expected">Where it must listen; null when any place will do.</param>
    /// <param name="cancellationToken">Ends the wait; the server is left as it is.</param>
    public async Task<PostgresEndpoint> EnsureRunningAsync(PostgresEndpoint? expected, CancellationToken cancellationToken)
    {
        Process? child = null;
        var since = time.GetTimestamp();
        var isAfterCrash = false;
        PostgresEndpoint? endpoint = null;
        try
        {
            while (true)
            {
                var file = PostmasterFile.Read(home.PostmasterFile);
                var answer = PostgresAnswer.None;
                if (file?.IsRunning() == true)
                {
                    if (PostgresEndpoint.Of(home, file) is { } running)
                    {
                        answer = await PostgresProbe.AskAsync(running, password, cancellationToken);
                        if (answer == PostgresAnswer.Ready)
                        {
                            LogReady(file.ProcessId);
                            return running;
                        }
                    }
                }
                else if (child is null or { HasExited: true })
                {
                    if (child is null)
                    {
                        isAfterCrash = file is not null;
                    }
                    else if (!isAfterCrash && endpoint?.TcpPort is null)
                    {
                        throw new EmbeddedPostgresException($"PostgreSQL did not start. It said:{Environment.NewLine}{PostgresLog.LastLines(home)}");
                    }

                    child?.Dispose();
                    endpoint = expected ?? PostgresEndpoint.Choose(home, file is { ListensOnSocket: false } ? file.Port : null);
                    child = Launch(endpoint, file);
                }

                if (answer == PostgresAnswer.Busy)
                {
                    since = time.GetTimestamp();
                }
                else if (time.GetElapsedTime(since) > StartTime)
                {
                    throw new EmbeddedPostgresException(
                        $"PostgreSQL did not start within {StartTime.TotalSeconds} seconds. It said last:{Environment.NewLine}{PostgresLog.LastLines(home)}");
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
            await Task.Delay(Retry / 10, time);
        }
    }

    private Process Launch(PostgresEndpoint endpoint, PostmasterFile? remains)
    {
        remains?.Disown(home.PostmasterFile);

        // The lock file beside an old socket names a process too. No server runs, so it is nobody's.
        foreach (var socket in Directory.EnumerateFiles(home.SocketDirectory))
        {
            File.Delete(socket);
        }

        // The server outlives this process when this one is killed, so it must not hold its terminal or its pipes: whoever reads them would wait
        // for the server. A session of its own keeps a terminal's Ctrl-C from stopping it before this process has drained.
        var wrap = Command.IsOnPath("setsid") ? "exec setsid \"$@\"" : "exec \"$@\"";
        return account.Start(
            "/bin/sh",
            path =>
            [
                "-c", $"{wrap} </dev/null >\"$0\" 2>&1", Path.Combine(path, Path.GetFileName(home.StartLog)),
                binaries.Postgres, "-D", Path.Combine(path, PostgresHome.ClusterName),
                .. endpoint.ServerArguments(path),
                .. options.Settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
            ],
            start => Process.Start(start)!);
    }

    [LoggerMessage(LogLevel.Debug, "PostgreSQL is ready, process {ProcessId}")]
    private partial void LogReady(int processId);

    [LoggerMessage(LogLevel.Debug, "Stopping PostgreSQL, process {ProcessId}")]
    private partial void LogStopping(int processId);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL, process {ProcessId}, is still writing its data; it stops when it has done so")]
    private partial void LogStillStopping(int processId);
}
