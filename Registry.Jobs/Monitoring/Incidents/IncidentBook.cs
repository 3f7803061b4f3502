using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Monitoring.Checks;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Monitoring.Running;

namespace Registry.Jobs.Monitoring.Incidents;

/// <summary>
/// Opens and clears incidents by what checks found. An incident and its pages are one transaction, and one node of all makes it: so it
/// pages once and resolves once.
/// </summary>
internal sealed partial class IncidentBook(NpgsqlDataSource database, PageDesk desk, ILogger<IncidentBook> logger)
{
    /// <summary>After this an incident that only a node that is gone could clear is over.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <param name="results">What was found. A check that could not tell opens nothing and clears nothing.</param>
    /// <param name="startedAt">When the checks began, by the database's clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether there is anything to tell anybody.</returns>
    public async Task<bool> ApplyAsync(IReadOnlyList<CheckResult> results, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var news = new List<Action>();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var result in results.Where(result => result.Error is null).OrderBy(result => result.Check, StringComparer.Ordinal))
        {
            // Always in the same order: two nodes that see the same must not wait for each other.
            foreach (var finding in result.Findings.OrderBy(finding => finding.Key, StringComparer.Ordinal))
                await OpenAsync(transaction, result.Check, finding, news, cancellationToken);
            await ClearAsync(transaction, result, startedAt, news, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var tell in news)
            tell();
        if (news.Count > 0)
            desk.Wake();
        return news.Count > 0;
    }

    private async Task OpenAsync(
        NpgsqlTransaction transaction, string check, Finding finding, List<Action> news, CancellationToken cancellationToken)
    {
        var (id, opened) = await UpsertAsync(transaction, check, finding, cancellationToken);
        if (!opened)
            return;
        news.Add(() => LogOpened(finding.Key, finding.Sentence));
        await desk.TriggerAsync(transaction, id, cancellationToken);
    }

    private static async Task<(long Id, bool Opened)> UpsertAsync(
        NpgsqlTransaction transaction, string check, Finding finding, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(IncidentSql.Open, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = finding.Key });
        command.Parameters.Add(new() { Value = check });
        command.Parameters.Add(new() { Value = finding.Sentence });
        command.Parameters.Add(new() { Value = (object?)finding.Data ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = NodeName.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetBoolean(1));
    }

    private async Task ClearAsync(
        NpgsqlTransaction transaction, CheckResult result, DateTimeOffset startedAt, List<Action> news, CancellationToken cancellationToken)
    {
        await using var clear = new NpgsqlCommand(IncidentSql.Clear, transaction.Connection, transaction);
        clear.Parameters.Add(new() { Value = result.Check });
        clear.Parameters.Add(new() { Value = result.Findings.Select(finding => finding.Key).ToArray() });
        clear.Parameters.Add(new() { Value = startedAt });
        clear.Parameters.Add(new() { Value = (object?)result.OnlyKey ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await ClearAsync(clear, transaction, news, cancellationToken);
        if (result.OnlyKey is null)
            return;
        await using var forget = new NpgsqlCommand(IncidentSql.Forget, transaction.Connection, transaction);
        forget.Parameters.Add(new() { Value = result.Check });
        forget.Parameters.Add(new() { Value = Forgotten });
        await ClearAsync(forget, transaction, news, cancellationToken);
    }

    private async Task ClearAsync(
        NpgsqlCommand command, NpgsqlTransaction transaction, List<Action> news, CancellationToken cancellationToken)
    {
        var cleared = new List<long>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var (id, key, sentence) = (reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
                cleared.Add(id);
                news.Add(() => LogCleared(key, sentence));
            }
        }

        foreach (var id in cleared)
            await desk.ResolveAsync(transaction, id, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Incident {Key} is open: {Sentence}")]
    private partial void LogOpened(string key, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Incident {Key} is over. It was: {Sentence}")]
    private partial void LogCleared(string key, string sentence);
}
