using Registry.Jobs.Queue.Running;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue.Testing;

/// <summary>Runs jobs when a test says so, by the same code that workers run.</summary>
public sealed class JobTestDriver
{
    private readonly JobRunner _runner;
    private readonly HandlerCatalog _catalog;
    private readonly JobConnections _connections;

    internal JobTestDriver(JobRunner runner, HandlerCatalog catalog, JobConnections connections)
    {
        _runner = runner;
        _catalog = catalog;
        _connections = connections;
    }

    /// <summary>Runs what is due, and what that adds, until nothing is due. Says how many attempts that took.</summary>
    public async Task<int> RunAllPendingAsync(CancellationToken cancellationToken = default)
    {
        var attempts = 0;
        bool found;
        do
        {
            found = false;
            foreach (var queue in _catalog.Queues)
            {
                await using var source = _connections.ForWorkers(queue, 1, _catalog.LongestAttemptOf(queue));
                while (await _runner.RunNextAsync(source, queue, cancellationToken, cancellationToken))
                {
                    attempts++;
                    found = true;
                }
            }
        }
        while (found);

        return attempts;
    }

    /// <summary>Makes jobs that wait for a later time due now.</summary>
    public async Task MakeAllDueAsync(CancellationToken cancellationToken = default)
    {
        await using var command = _connections.General.CreateCommand(JobSql.MakeAllDue);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Throws, with the errors, when an unfinished job has failed.</summary>
    /// <exception cref="InvalidOperationException">At least one has.</exception>
    public async Task AssertNoneFailedAsync(CancellationToken cancellationToken = default)
    {
        await using var command = _connections.General.CreateCommand(JobSql.FailedJobs);
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
