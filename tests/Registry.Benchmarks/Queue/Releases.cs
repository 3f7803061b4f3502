using System.Diagnostics;
using Npgsql;

namespace Registry.Benchmarks.Queue;

/// <summary>How soon after <c>kill -9</c> of its worker another session has the row of a job.</summary>
internal sealed class Releases(JobTable table)
{
    private const string IsHeld = """
        SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'worker %' AND backend_xid IS NOT NULL AND state = 'idle in transaction')
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public async Task<Samples> MeasureAsync(int kills, CancellationToken cancellationToken)
    {
        var releases = new Samples();
        await using var database = NpgsqlDataSource.Create(table.ConnectionString);
        for (var kill = 0; kill < kills; kill++)
        {
            await table.ClearAsync(cancellationToken);
            await table.AddAsync(Kind.Held, 1, cancellationToken);
            using var worker = new Part(Part.Registry, Part.Hold, 1, 1).Start(table.ConnectionString);
            try
            {
                await UntilAsync(database, IsHeld, cancellationToken);
                releases.Add(await MeasureAsync(database, worker, cancellationToken));
            }
            finally
            {
                worker.Kill();
            }
        }

        return releases;
    }

    private static async Task<TimeSpan> MeasureAsync(NpgsqlDataSource database, Process worker, CancellationToken cancellationToken)
    {
        await using var other = await database.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand("SELECT id FROM background_jobs FOR UPDATE", other);
        var taken = take.ExecuteScalarAsync(cancellationToken);
        await UntilAsync(
            database,
            FormattableString.Invariant($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {other.ProcessID} AND wait_event_type = 'Lock')"),
            cancellationToken);
        var clock = Stopwatch.StartNew();
        worker.Kill();
        await taken;
        return clock.Elapsed;
    }

    private static async Task UntilAsync(NpgsqlDataSource database, string condition, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(condition);
        while (await command.ExecuteScalarAsync(cancellationToken) is not true)
            await Task.Delay(Look, cancellationToken);
    }
}
