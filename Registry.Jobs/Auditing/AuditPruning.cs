using Microsoft.Extensions.Options;
using Npgsql;

namespace Registry.Jobs.Auditing;

/// <summary>Removes what is older than is to be kept, a part at a time.</summary>
internal sealed class AuditPruning(NpgsqlDataSource database, IOptions<AuditOptions> options)
{
    private const string Prune = """
        DELETE FROM audit_log WHERE id IN (SELECT id FROM audit_log WHERE at < clock_timestamp() - $1 ORDER BY at, id LIMIT 5000)
        """;

    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        if (options.Value.KeepFor is not { } time)
            return;
        await using var command = database.CreateCommand(Prune);
        command.Parameters.Add(new() { Value = time });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
