using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Testing;

namespace Registry.Benchmarks.Queue;

/// <summary>The bare statements, sent by PostgreSQL's own load generator: what the server can do at most, one job at a time.</summary>
internal static partial class Pgbench
{
    /// <summary>One job is added in a transaction.</summary>
    public const string Insert = """
        BEGIN;
        INSERT INTO background_jobs (queue, kind, key, arguments, priority)
        VALUES ('default', 'no_op', NULL, '{"enqueuedAt": 123456789012}', 0);
        COMMIT;
        """;

    /// <summary>One job is taken, held, and deleted.</summary>
    public const string Drain = """
        BEGIN;
        SELECT id, kind, key, arguments::text, attempts, now() FROM background_jobs
        WHERE queue = 'default' AND state = 'ready' AND kind = ANY ('{no_op}')
        ORDER BY priority DESC, place LIMIT 1 FOR UPDATE SKIP LOCKED \gset
        DELETE FROM background_jobs WHERE id = :id;
        COMMIT;
        """;

    /// <summary>Transactions per second, without the time to connect.</summary>
    public static async Task<double> RunAsync(
        string connectionString, string script, int clients, int transactions, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "script.sql");
        await File.WriteAllTextAsync(file, script + "\n", cancellationToken);
        var places = await PostgresPlaces.ListAsync(cancellationToken);
        var program = places.Select(place => Path.Combine(place, "pgbench")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("pgbench is missing. It comes with PostgreSQL's server (Debian and Ubuntu: postgresql).");
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var each = string.Create(CultureInfo.InvariantCulture, $"{transactions / clients}");
        var start = new ProcessStartInfo(
            program,
            [
                "--no-vacuum", "--protocol", "prepared", "--file", file, "--client", $"{clients}", "--jobs", $"{Math.Min(clients, 2)}",
                "--transactions", each, "--host", server.Host!, "--port", $"{server.Port}", "--username", server.Username!, server.Database!,
            ]);
        start.Environment["PGPASSWORD"] = server.Password;
        var result = (await ProgramResult.RunAsync(start, cancellationToken)).Succeeded();
        var rate = Rate().Match(result.Output);
        return rate.Success
            ? double.Parse(rate.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench said something else than usual: {result.Output}{result.Errors}");
    }

    [GeneratedRegex(@"tps = ([0-9.]+) \(without initial connection time\)")]
    private static partial Regex Rate();
}
