using Microsoft.Extensions.Options;
using Npgsql;

namespace Registry.Jobs.Monitoring.Checks;

/// <summary>
/// A transaction that stays open keeps PostgreSQL from removing what was deleted since, and a queue deletes all the time: it gets slower
/// and slower.
/// </summary>
internal sealed class OpenTransactions(NpgsqlDataSource database, IOptions<MonitorOptions> options) : ICheck
{
    private const string Oldest = """
        SELECT who, since, clock_timestamp() - since
        FROM (
            SELECT concat_ws(' ', 'process ' || pid, 'of ' || usename, '(' || nullif(application_name, '') || ')', 'at ' || host(client_addr)) AS who,
                   xact_start AS since
            FROM pg_stat_activity
            WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
              AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL OR state LIKE 'idle in transaction%')
            UNION ALL
            SELECT concat_ws(' ', 'the prepared transaction', gid, 'of', owner), prepared
            FROM pg_prepared_xacts WHERE database = current_database()
        ) AS open_transactions
        WHERE since < clock_timestamp() - $1
        ORDER BY since
        LIMIT 1
        """;

    public string Key => "open_transaction";

    public string Limit => $"A transaction ends within {Words.Of(options.Value.MaxTransactionTime)}.";

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Oldest);
        command.Parameters.Add(new() { Value = options.Value.MaxTransactionTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return [];
        var (who, since, age) = (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetTimeSpan(2));
        return [new Finding(
            Key,
            $"A transaction is open in the database since {Words.Of(since)}, for {Words.Of(age)}: {who}. While it is, the queue gets slower. "
            + "End it, or its program.")];
    }
}
