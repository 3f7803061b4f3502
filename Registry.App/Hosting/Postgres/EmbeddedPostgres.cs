namespace Registry.App.Hosting.Postgres;

/// <summary>
/// A PostgreSQL server that belongs to a data directory. All processes on that directory share it: the first one starts it, the last one to
/// leave stops it, and each of them starts it again should it die.
/// </summary>
internal sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(90);

    private readonly PostgresHome _home;
    private readonly PostgresServer _server;
    private readonly PostgresEndpoint _endpoint;
    private readonly FileStream _usersLock;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _watch;

    private EmbeddedPostgres(
        PostgresHome home,
        PostgresServer server,
        PostgresEndpoint endpoint,
        FileStream usersLock,
        string password,
        ILogger logger,
        TimeProvider time)
    {
        _home = home;
        _server = server;
        _endpoint = endpoint;
        _usersLock = usersLock;
        _logger = logger;
        _time = time;
        ConnectionString = endpoint.ConnectionString(PostgresProbe.Database, password).ConnectionString;
        _watch = WatchAsync(_leaving.Token);
    }

    /// <summary>For Npgsql. Stays the same as long as this object lives.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts the server of a data directory, or joins the processes that use it already.</summary>
    /// <exception cref="PostgresNotFoundException">No server is installed.</exception>
    /// <exception cref="EmbeddedPostgresException">It cannot be started.</exception>
    public static Task<EmbeddedPostgres> StartAsync(
        string dataDirectory, ILogger logger, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(dataDirectory, new EmbeddedPostgresOptions(), logger, time, cancellationToken);

    /// <inheritdoc cref="StartAsync(string, ILogger, TimeProvider, CancellationToken)"/>
    public static async Task<EmbeddedPostgres> StartAsync(
        string dataDirectory, EmbeddedPostgresOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException(
                "There is no embedded PostgreSQL on Windows. Set ConnectionStrings:Registry to a PostgreSQL server.");
        }

        var home = new PostgresHome(Path.Combine(Path.GetFullPath(dataDirectory), "postgres"));
        try
        {
            Directory.CreateDirectory(home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var starting = HomeLock.TryTake(home.StartLock) ?? await WaitForOthersAsync(home, logger, time, cancellationToken);
            var neededVersion = PostgresCluster.ReadVersion(home);
            var binaries = await PostgresBinaries.FindAsync(options.BinaryDirectories, neededVersion, cancellationToken);
            var account = await ServerAccount.ChooseAsync(home, cancellationToken);
            if (neededVersion is null)
            {
                LogCreating(logger, home.Cluster, binaries.Directory);
                await PostgresCluster.CreateAsync(home, binaries, account, cancellationToken);
            }

            var password = PostgresCluster.ReadPassword(home);
            var server = new PostgresServer(home, binaries, account, options, password, logger, time);
            var usersLock = HomeLock.Share(home.UsersLock);
            try
            {
                var endpoint = await server.EnsureRunningAsync(expected: null, cancellationToken);
                return new EmbeddedPostgres(home, server, endpoint, usersLock, password, logger, time);
            }
            catch
            {
                await LeaveAsync(home, server, usersLock);
                throw;
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new EmbeddedPostgresException(
                $"Cannot use {home.Path}: {exception.Message} Start Registry as the user who owns it, or as root.", exception);
        }
    }

    /// <summary>Leaves the server, and stops it when no other process uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_leaving.IsCancellationRequested)
        {
            return;
        }

        await _leaving.CancelAsync();
        await _watch;
        using var patience = new CancellationTokenSource(LeaveTime, _time);
        try
        {
            using var stopping = await HomeLock.TakeAsync(_home.StartLock, _time, patience.Token);
            await LeaveAsync(_home, _server, _usersLock);
        }
        catch (OperationCanceledException)
        {
            LogLeftRunning(_home.StartLock);
            await _usersLock.DisposeAsync();
        }

        _leaving.Dispose();
    }

    private static Task<FileStream> WaitForOthersAsync(
        PostgresHome home, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        LogWaiting(logger);
        return HomeLock.TakeAsync(home.StartLock, time, cancellationToken);
    }

    private static async Task LeaveAsync(PostgresHome home, PostgresServer server, FileStream usersLock)
    {
        await usersLock.DisposeAsync();
        using var last = HomeLock.TryTake(home.UsersLock);
        if (last is not null)
        {
            await server.StopAsync();
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    if (PostmasterFile.Read(_home.PostmasterFile)?.IsRunning() != true)
                    {
                        await RestartAsync(cancellationToken);
                    }
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    LogCannotRestart(exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Leaving.
        }
    }

    private async Task RestartAsync(CancellationToken cancellationToken)
    {
        LogDied();
        using var starting = await HomeLock.TakeAsync(_home.StartLock, _time, cancellationToken);
        var endpoint = await _server.EnsureRunningAsync(_endpoint, cancellationToken);
        if (endpoint != _endpoint)
        {
            LogMoved(endpoint.TcpPort);
        }
    }

    [LoggerMessage(LogLevel.Information, "Creating a PostgreSQL cluster in {Directory} with {Binaries}")]
    private static partial void LogCreating(ILogger logger, string directory, string binaries);

    [LoggerMessage(LogLevel.Information, "Waiting for another process that starts or stops PostgreSQL")]
    private static partial void LogWaiting(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL has stopped; starting it again")]
    private partial void LogDied();

    [LoggerMessage(LogLevel.Error, "PostgreSQL cannot be started again; the next try follows")]
    private partial void LogCannotRestart(Exception exception);

    [LoggerMessage(LogLevel.Error, "Another process started PostgreSQL on port {Port}, where this one does not look for it; restart it")]
    private partial void LogMoved(int? port);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL is left running, because {Lock} is held by another process")]
    private partial void LogLeftRunning(string @lock);
}
