using System.Globalization;
using Npgsql;

namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>
/// What really happened to jobs of ordering keys, in whatever process: each handler writes down when it begins and when it ends, outside the
/// transaction of its attempt. The text of a job is its key, a slash and whatever tells it from others.
/// </summary>
internal sealed class OrderHistory(NpgsqlDataSource database)
{
    public const string Table = """
        CREATE TABLE history (
            id bigint GENERATED ALWAYS AS IDENTITY, ordering_key text NOT NULL, job bigint NOT NULL, worker text NOT NULL, event text NOT NULL)
        """;

    /// <summary>One job in six fails; how often it has failed before does not matter.</summary>
    public async Task RunAsync(string worker, JobBatch<Note> batch, CancellationToken cancellationToken)
    {
        foreach (var job in batch.Jobs)
        {
            var key = Kinds.OrderOf(job.Arguments);
            await WriteAsync(key, job.Id, worker, "start", cancellationToken);
            await Task.Delay(Random.Shared.Next(4), cancellationToken);
            await Effects.WriteAsync(batch.Transaction, job.Arguments.Text, cancellationToken);
            var fails = Random.Shared.Next(6) == 0;
            await WriteAsync(key, job.Id, worker, fails ? "failed" : "end", cancellationToken);
            if (fails)
                batch.Fail(job, new InvalidOperationException("Bad luck."));
        }
    }

    /// <summary>
    /// Throws unless the jobs of each key ran one at a time and in the order of their ids. A process that was killed may have begun
    /// something and not ended it; then the same job comes again.
    /// </summary>
    public async Task CheckAsync(CancellationToken cancellationToken, params string[] killed)
    {
        var states = new Dictionary<string, (long Job, string Worker, bool Open)>(StringComparer.Ordinal);
        await using var command = database.CreateCommand("SELECT id, ordering_key, job, worker, event FROM history ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (key, job, worker) = (reader.GetString(1), reader.GetInt64(2), reader.GetString(3));
            var begins = reader.GetString(4) == "start";
            var last = states.GetValueOrDefault(key, (Job: 0L, Worker: "", Open: false));
            var allowed = begins
                ? job == last.Job || (job > last.Job && !last.Open)
                : job == last.Job && last.Open && worker == last.Worker;
            Assert.True(
                allowed && (!begins || !last.Open || killed.Contains(last.Worker)),
                string.Create(CultureInfo.InvariantCulture, $"Row {reader.GetInt64(0)}: {worker} {reader.GetString(4)} {key}/{job} after {last}."));
            states[key] = (job, worker, begins);
        }
    }

    private async Task WriteAsync(string key, long job, string worker, string what, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("INSERT INTO history (ordering_key, job, worker, event) VALUES ($1, $2, $3, $4)");
        command.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = key }, new() { Value = job }, new() { Value = worker }, new() { Value = what } });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
