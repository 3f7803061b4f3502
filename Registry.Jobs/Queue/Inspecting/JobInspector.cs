using Npgsql;
using Registry.Jobs.Queue.Storage;

namespace Registry.Jobs.Queue;

/// <summary>What jobs are there, who runs them, and how earlier attempts ended. Takes no locks that a worker would notice.</summary>
public sealed class JobInspector
{
    internal JobInspector()
    {
    }

    /// <summary>The unfinished jobs of a key, oldest first.</summary>
#pragma warning disable CA1822 // Members of a service.
    public async Task<IReadOnlyList<JobDetails>> JobsOfAsync(NpgsqlConnection connection, string key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(JobSql.JobsOfKey, connection)
        {
            Parameters = { new() { Value = key }, new() { Value = JobConnections.WorkerPrefix } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var jobs = new List<JobDetails>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var session = reader.IsDBNull(6) ? null : reader.GetString(6);
            jobs.Add(new JobDetails
            {
                Id = reader.GetInt64(0),
                Kind = reader.GetString(1),
                Attempts = reader.GetInt32(2),
                RunAt = reader.GetFieldValue<DateTimeOffset>(3),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(4),
                LastError = reader.IsDBNull(5) ? null : reader.GetString(5),
                Worker = session is null ? null : JobConnections.WorkerOf(session),
                RunningSince = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
                Position = reader.IsDBNull(8) ? null : (int)reader.GetInt64(8),
                IsDelayed = reader.GetBoolean(9),
            });
        }

        return jobs;
    }

    /// <summary>Attempts of some kinds at jobs of a key that ended at or after a moment, the newest first.</summary>
    public async Task<IReadOnlyList<JobAttempt>> AttemptsOfAsync(
        NpgsqlConnection connection, string[] kinds, string key, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(JobSql.AttemptsOfKey, connection)
        {
            Parameters = { new() { Value = kinds }, new() { Value = key }, new() { Value = since }, new() { Value = limit } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var attempts = new List<JobAttempt>();
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(new JobAttempt(
                reader.GetString(0),
                reader.GetInt32(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetString(4),
                reader.GetString(5) == "done",
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return attempts;
    }
#pragma warning restore CA1822
}
