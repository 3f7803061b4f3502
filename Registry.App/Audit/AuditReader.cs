using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Registry.Data.Crates;

namespace Registry.App.Audit;

/// <summary>One page of the log.</summary>
/// <param name="Lines">The newest first.</param>
/// <param name="Next">Where it goes on; null at the end.</param>
internal sealed record AuditPage(IReadOnlyList<AuditLine> Lines, AuditCursor? Next);

/// <summary>
/// Reads who did what. What people did to jobs and queues is kept by the queue itself, with the jobs' arguments; here both are read as one.
/// </summary>
internal sealed class AuditReader(NpgsqlDataSource database)
{
    /// <summary>Entries of the queue count downwards, so that no two have the same number. Who acts from the command line is an account of a machine, which
    /// has an <c>@</c> in it as no login has.</summary>
    private const string Page = """
        SELECT ord, at, actor, actor_id, token_name, token_id, source, action, crate, version, details::text
        FROM (
            SELECT id AS ord, at, actor, actor_id, token_name, token_id, source, action, crate, version, details FROM audit_log
            UNION ALL
            SELECT -action.id, action.at, action.actor, account.id, NULL, NULL,
                CASE WHEN position('@' IN action.actor) > 0 THEN 'cli' ELSE 'http' END,
                CASE WHEN action.job_id IS NULL THEN action.action || '_queue' ELSE action.action || '_job' END, crate.name, NULL,
                jsonb_strip_nulls(jsonb_build_object(
                    'queue', action.queue, 'job', action.job_id::text, 'kind', action.kind, 'key', action.key, 'reason', action.reason))
            FROM background_job_actions AS action
            LEFT JOIN crates AS crate ON action.key = 'crate:' || crate.id
            LEFT JOIN users AS account ON account.canonical_login = lower(action.actor)
        ) AS entry
        WHERE ($1 IS NULL OR lower(actor) = lower($1))
            AND ($2 IS NULL OR lower(replace(crate, '-', '_')) = $2)
            AND ($3 IS NULL OR at >= $3)
            AND ($4 IS NULL OR (at, ord) < ($4, $5))
            AND ($6 IS NULL OR action = $6)
        ORDER BY at DESC, ord DESC
        LIMIT $7
        """;

    /// <param name="filter">Which entries.</param>
    /// <param name="after">Where the page before ended; null for the first one.</param>
    /// <param name="count">How many, at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<AuditPage> ReadAsync(AuditFilter filter, AuditCursor? after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Page);
        Add(command, NpgsqlDbType.Text, filter.User);
        Add(command, NpgsqlDbType.Text, filter.Crate is { } crate ? CrateName.Canonicalize(crate) : null);
        Add(command, NpgsqlDbType.TimestampTz, filter.Since?.ToUniversalTime());
        Add(command, NpgsqlDbType.TimestampTz, after?.At);
        Add(command, NpgsqlDbType.Bigint, after?.Order);
        Add(command, NpgsqlDbType.Text, filter.Action);
        Add(command, NpgsqlDbType.Integer, count + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<AuditLine>();
        AuditCursor? last = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (lines.Count == count)
                return new AuditPage(lines, last);
            last = new AuditCursor(reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt64(0));
            lines.Add(Line(reader));
        }

        return new AuditPage(lines, null);
    }

    private static AuditLine Line(NpgsqlDataReader reader)
    {
        var order = reader.GetInt64(0);
        return new AuditLine(
            order < 0 ? $"job-{-order}" : order.ToString(CultureInfo.InvariantCulture), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2),
            Number(reader, 3), Text(reader, 4), Number(reader, 5), reader.GetString(6), reader.GetString(7), Text(reader, 8), Text(reader, 9),
            JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(10))!);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
