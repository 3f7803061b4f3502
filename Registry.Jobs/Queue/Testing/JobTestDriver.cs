using Registry.Jobs.Queue.Running;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Testing;

/// <summary>Runs jobs when a test says so, by the same code that workers run.</summary>
public sealed class JobTestDriver
{
    private const string MakeAllDue = "UPDATE background_jobs SET run_at = LEAST(run_at, now()) WHERE state IN ('scheduled', 'blocked')";

    private const string Advance = "UPDATE background_jobs SET run_at = run_at - $1 WHERE state IN ('scheduled', 'blocked')";

    private const string FailedJobs = """
        SELECT kind || ' ' || coalesce(key, '') || ': ' || coalesce(last_error, ''), count(*) OVER ()
        FROM background_jobs
        WHERE attempts > 0 OR state = 'dead'
        ORDER BY id
        LIMIT 20
        """;

    private readonly JobRunner _runner;
    private readonly HandlerCatalog _catalog;
    private readonly JobConnections _connections;
    private readonly ScheduledJobs _scheduled;
    private readonly TimeProvider _time;

    internal JobTestDriver(JobRunner runner, HandlerCatalog catalog, JobConnections connections, ScheduledJobs scheduled, TimeProvider time)
    {
        _runner = runner;
        _catalog = catalog;
        _connections = connections;
        _scheduled = scheduled;
        _time = time;
    }

    /// <summary>Runs what is due, and what that adds, until nothing is due. Says how many attempts that took.</summary>
    public async Task<int> RunAllPendingAsync(CancellationToken cancellationToken = default)
    {
        var attempts = 0;
        int found;
        do
        {
            found = 0;
            await _scheduled.MakeDueReadyAsync(cancellationToken);
            foreach (var queue in _catalog.Queues)
            {
                await using var source = _connections.ForWorkers(queue.Name, 1, _catalog.LongestAttemptOf(queue.Name));
                await using var session = new JobSession(source, queue, _time);
                found += await _runner.RunAllAsync(session, idle: false, cancellationToken, cancellationToken);
            }

            attempts += found;
        }
        while (found > 0);

        return attempts;
    }

    /// <summary>Makes jobs that wait for a later time due now.</summary>
    public async Task MakeAllDueAsync(CancellationToken cancellationToken = default)
    {
        await using var command = _connections.General.CreateCommand(MakeAllDue);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Lets time pass for jobs that wait. Times are those of the server, whose clock cannot be turned, so the jobs are moved instead: what was due
    /// in an hour is due now after <c>AdvanceAsync(TimeSpan.FromHours(1))</c>.
    /// </summary>
    public async Task AdvanceAsync(TimeSpan time, CancellationToken cancellationToken = default)
    {
        await using var command = _connections.General.CreateCommand(Advance);
        command.Parameters.Add(new() { Value = time });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Throws, with the errors, when an unfinished job has failed.</summary>
    /// <exception cref="InvalidOperationException">At least one has.</exception>
    public async Task AssertNoneFailedAsync(CancellationToken cancellationToken = default)
    {
        await using var command = _connections.General.CreateCommand(FailedJobs);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var failed = new List<string>();
        var count = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            failed.Add(reader.GetString(0));
            count = reader.GetInt64(1);
        }

        if (count > 0)
            throw new InvalidOperationException($"{count} jobs failed: {string.Join("; ", failed)}");
    }
}
