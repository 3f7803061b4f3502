using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Registry.Jobs.Queue.Storage;

/// <summary>The queue's connections. A worker's session is set so that the server frees its jobs soon when its host vanishes or hangs.</summary>
internal sealed class JobConnections : IAsyncDisposable
{
    /// <summary>How the sessions of workers are told from others in <c>pg_stat_activity</c>.</summary>
    public const string WorkerPrefix = "worker ";

    /// <summary>PostgreSQL cuts <c>application_name</c> off here.</summary>
    private const int MaxApplicationName = 63;

    private const int KeepAliveSeconds = 5;

    private const int ConnectionCheckMilliseconds = 2000;

    private readonly JobQueueOptions _options;

    public JobConnections(IOptions<JobQueueOptions> options)
    {
        _options = options.Value;
        General = NpgsqlDataSource.Create(Base("jobs").ConnectionString);
        Listening = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Base("jobs listener").ConnectionString) { Pooling = false }.ConnectionString);
    }

    /// <summary>For short statements outside the transactions of jobs.</summary>
    public NpgsqlDataSource General { get; }

    /// <summary>For the one connection that listens for as long as the process lives.</summary>
    public NpgsqlDataSource Listening { get; }

    public static string WorkerOf(string applicationName) => applicationName[WorkerPrefix.Length..];

    /// <param name="queue">The queue worked on.</param>
    /// <param name="workers">How many connections are needed at most.</param>
    /// <param name="longestAttempt">After this the server ends a session whose job does nothing, and so frees the job.</param>
    public NpgsqlDataSource ForWorkers(string queue, int workers, TimeSpan longestAttempt)
    {
        var builder = Base(SessionName(_options.WorkerName, queue));
        builder.MaxPoolSize = workers;

        // What the client sends to keep a connection alive would count as activity, and the server would never end a silent session.
        builder.KeepAlive = 0;
        builder.Options = string.Join(' ', builder.Options, Settings(longestAttempt)).Trim();
        return NpgsqlDataSource.Create(builder.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await General.DisposeAsync();
        await Listening.DisposeAsync();
    }

    /// <summary>Whoever looks at the sessions wants to know the queue, so of what is too long the worker's name is cut.</summary>
    private static string SessionName(string worker, string queue)
    {
        var room = MaxApplicationName - WorkerPrefix.Length - 1 - queue.Length;
        return $"{WorkerPrefix}{worker[..Math.Clamp(room, 0, worker.Length)]}/{queue}";
    }

    /// <summary>The first five free the jobs of a host that has vanished, and of a process that was killed in the middle of a statement.</summary>
    private static string Settings(TimeSpan longestAttempt) => string.Create(
        CultureInfo.InvariantCulture,
        $"-c tcp_keepalives_idle={KeepAliveSeconds} -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=11000 "
        + $"-c client_connection_check_interval={ConnectionCheckMilliseconds} -c idle_in_transaction_session_timeout={Math.Min(longestAttempt.TotalMilliseconds, int.MaxValue):F0}");

    private NpgsqlConnectionStringBuilder Base(string applicationName) => new(_options.ConnectionString)
    {
        ApplicationName = applicationName,
        KeepAlive = KeepAliveSeconds,
        TcpKeepAlive = true,
    };
}
