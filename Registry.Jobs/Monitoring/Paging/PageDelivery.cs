using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Registry.Jobs.Monitoring.Running;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>
/// Sends what is undelivered of an incident through a channel, in order. One process at a time does that, so that the queue and a node that
/// sends directly do not both send; each message is recorded as soon as it is taken.
/// </summary>
internal sealed partial class PageDelivery(
    IEnumerable<IPagingChannel> channels, NpgsqlDataSource database, PublicUrl publicUrl, ILogger<PageDelivery> logger)
{
    private const string Undelivered = """
        SELECT p.id, p.action, i.public_id::text, i.key, i."check", i.sentence, i.opened_at, i.cleared_at
        FROM pages p JOIN incidents i ON i.id = p.incident_id
        WHERE p.incident_id = $1 AND p.channel = $2 AND p.delivered_at IS NULL
        ORDER BY p.id
        """;

    private const string Tried = """
        UPDATE pages
        SET attempts = attempts + 1, last_tried_at = clock_timestamp(), last_error = $2,
            delivered_at = CASE WHEN $2 IS NULL THEN clock_timestamp() END
        WHERE id = $1
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <exception cref="PagingException">Something was not taken.</exception>
    public async Task DeliverAsync(DeliverPages what, CancellationToken cancellationToken)
    {
        await using var alone = await AdvisoryLock.TakeAsync(
            database, AdvisoryLock.Deliveries, PagingJobs.DeliverPages.Key(what)!, Patience, Longest, cancellationToken);
        foreach (var (page, message) in await UndeliveredAsync(what, cancellationToken))
        {
            try
            {
                await ChannelOf(what).SendAsync(message, cancellationToken);
            }
            catch (PagingException exception)
            {
                LogNotDelivered(message.Kind, message.Key, what.Channel, exception.Message);
                await RecordAsync(page, exception.Message, cancellationToken);
                throw;
            }

            // It is taken: that has to be known, even if the process is just being stopped.
            await RecordAsync(page, null, CancellationToken.None);
            LogDelivered(message.Kind, message.Key, what.Channel);
        }
    }

    private IPagingChannel ChannelOf(DeliverPages what) =>
        channels.SingleOrDefault(channel => channel.Name == what.Channel && channel.IsConfigured)
        ?? throw new PagingException($"The channel {what.Channel} has no settings on {NodeName.Value}. Give all processes the same section Paging.");

    private async Task<List<(long Page, PageMessage Message)>> UndeliveredAsync(DeliverPages what, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Undelivered);
        command.Parameters.Add(new() { Value = what.IncidentId });
        command.Parameters.Add(new() { Value = what.Channel });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pages = new List<(long, PageMessage)>();
        while (await reader.ReadAsync(cancellationToken))
            pages.Add((reader.GetInt64(0), MessageOf(reader)));
        return pages;
    }

    private PageMessage MessageOf(NpgsqlDataReader reader)
    {
        var resolves = reader.GetString(1) == "resolve";
        return new PageMessage
        {
            Id = $"{reader.GetString(2)}-{reader.GetString(1)}",
            Kind = resolves ? PageMessageKind.Resolve : PageMessageKind.Trigger,
            IncidentId = reader.GetString(2),
            Key = reader.GetString(3),
            Check = reader.GetString(4),
            Sentence = reader.GetString(5),
            OpenedAt = reader.GetFieldValue<DateTimeOffset>(6),
            ClearedAt = resolves && !reader.IsDBNull(7) ? reader.GetFieldValue<DateTimeOffset>(7) : null,
            Registry = publicUrl.Base,
        };
    }

    private async Task RecordAsync(long page, string? error, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Tried);
        command.Parameters.Add(new() { Value = page });
        command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} of incident {Key} was delivered by {Channel}")]
    private partial void LogDelivered(PageMessageKind kind, string key, string channel);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} of incident {Key} was not delivered by {Channel}: {Reason}")]
    private partial void LogNotDelivered(PageMessageKind kind, string key, string channel, string reason);
}
