using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Monitoring.Incidents;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>
/// Sees to it that pages go out: each as a job, which the queue retries; and directly, when it is the queue that is broken.
/// </summary>
internal sealed partial class PageDesk(
    IEnumerable<IPagingChannel> channels, PageDelivery delivery, QueueFacts facts, JobQueue queue, NpgsqlDataSource database,
    IOptions<MonitorOptions> options, ILogger<PageDesk> logger)
{
    private const string Savepoint = "before_page";
    private const int MaxFailures = 3;

    /// <summary>A queue that cannot be written to must not hold up the incident.</summary>
    private const string ShortLocks = "SET LOCAL lock_timeout = '5s'";

    private const string Queued = "UPDATE pages SET queued_at = clock_timestamp() WHERE id = $1";

    private const string Undelivered = """
        SELECT incident_id, channel, bool_or(queued_at IS NULL), min(id)
        FROM pages
        WHERE delivered_at IS NULL
        GROUP BY incident_id, channel
        ORDER BY min(id)
        LIMIT 1000
        """;

    private readonly IPagingChannel[] _channels = [.. channels.Where(channel => channel.IsConfigured)];

    /// <summary>Tells of the beginning of an incident through every channel, if and when the transaction commits.</summary>
    public Task TriggerAsync(NpgsqlTransaction transaction, long incident, CancellationToken cancellationToken) =>
        AddAsync(transaction, incident, IncidentSql.AddTriggers, [incident, _channels.Select(channel => channel.Name).ToArray()], cancellationToken);

    /// <summary>Tells of its end.</summary>
    public Task ResolveAsync(NpgsqlTransaction transaction, long incident, CancellationToken cancellationToken) =>
        AddAsync(transaction, incident, IncidentSql.AddResolves, [incident], cancellationToken);

    /// <summary>To be called after the commit.</summary>
    public void Wake() => queue.Wake(PagingJobs.DeliverPages);

    /// <summary>Sends directly what the queue will not deliver, or not soon.</summary>
    public async Task HurryAsync(CancellationToken cancellationToken)
    {
        var undelivered = await UndeliveredAsync(cancellationToken);
        if (undelivered.Count == 0)
            return;
        var broken = await IsQueueBrokenAsync(cancellationToken);
        if (broken)
            LogDirect(undelivered.Count);
        await Task.WhenAll(undelivered.GroupBy(page => page.What.Channel).Select(
            pages => HurryAsync([.. pages], broken, cancellationToken)));
    }

    /// <summary>A receiver that is down is not asked again for each of many pages.</summary>
    private async Task HurryAsync(IReadOnlyList<UndeliveredPages> ofChannel, bool broken, CancellationToken cancellationToken)
    {
        var failures = 0;
        foreach (var page in ofChannel.TakeWhile(_ => failures < MaxFailures))
        {
            if ((broken || page.WasNotQueued && !await TryQueueAgainAsync(page.What, cancellationToken))
                && !await TrySendAsync(page.What, cancellationToken))
                failures++;
        }
    }

    private async Task AddAsync(
        NpgsqlTransaction transaction, long incident, string sql, object[] parameters, CancellationToken cancellationToken)
    {
        var pages = new List<(long Id, string Channel)>();
        await using (var command = new NpgsqlCommand(sql, transaction.Connection, transaction))
        {
            foreach (var parameter in parameters)
                command.Parameters.Add(new() { Value = parameter });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                pages.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        foreach (var (id, channel) in pages)
            await TryQueueAsync(transaction, id, new DeliverPages(incident, channel), cancellationToken);
    }

    private async Task<bool> TryQueueAsync(NpgsqlTransaction transaction, long page, DeliverPages what, CancellationToken cancellationToken)
    {
        await transaction.SaveAsync(Savepoint, cancellationToken);
        try
        {
            await ExecuteAsync(transaction, ShortLocks, cancellationToken);
            await queue.EnqueueAsync(transaction, PagingJobs.DeliverPages, what, cancellationToken);
            await ExecuteAsync(transaction, Queued, cancellationToken, page);
            await transaction.ReleaseAsync(Savepoint, cancellationToken);
            return true;
        }
        catch (PostgresException exception)
        {
            await transaction.RollbackAsync(Savepoint, cancellationToken);
            LogNotQueued(what.Channel, exception.MessageText);
            return false;
        }
    }

    private async Task<bool> TryQueueAgainAsync(DeliverPages what, CancellationToken cancellationToken)
    {
        const string NotQueued = "SELECT min(id) FROM pages WHERE incident_id = $1 AND channel = $2 AND delivered_at IS NULL AND queued_at IS NULL";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(NotQueued, connection, transaction);
        command.Parameters.Add(new() { Value = what.IncidentId });
        command.Parameters.Add(new() { Value = what.Channel });
        if (await command.ExecuteScalarAsync(cancellationToken) is long page && !await TryQueueAsync(transaction, page, what, cancellationToken))
            return false;
        await transaction.CommitAsync(cancellationToken);
        Wake();
        return true;
    }

    private async Task<bool> TrySendAsync(DeliverPages what, CancellationToken cancellationToken)
    {
        try
        {
            await delivery.DeliverAsync(what, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is PagingException or TimeoutException)
        {
            // It is recorded with the page. The next run tries again, and so does the queue once it can.
            LogNotSent(what.Channel, exception.Message);
            return false;
        }
    }

    /// <summary>Nobody is there for the queue, it is paused, or what is ready in it is not begun.</summary>
    private async Task<bool> IsQueueBrokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = (await facts.QueuesAsync(cancellationToken)).SingleOrDefault(queue => queue.Name == PagingJobs.Queue);
            var old = await facts.OldJobsAsync(options.Value.MaxJobTime, cancellationToken);
            return state is null or { Workers: 0 } or { PausedFor: not null } || state.DueFor > options.Value.MaxTimeWithoutWorker
                || old.Any(queue => queue.Queue == PagingJobs.Queue);
        }
        catch (PostgresException)
        {
            return true;
        }
    }

    private async Task<List<UndeliveredPages>> UndeliveredAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Undelivered);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pages = new List<UndeliveredPages>();
        while (await reader.ReadAsync(cancellationToken))
            pages.Add(new UndeliveredPages(new DeliverPages(reader.GetInt64(0), reader.GetString(1)), reader.GetBoolean(2)));
        return pages;
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue {Queue} does not work, so {Count} page(s) are sent directly")]
    private partial void LogDirect(int count, string queue = PagingJobs.Queue);

    [LoggerMessage(Level = LogLevel.Error, Message = "A page for {Channel} could not be added to the queue: {Reason}")]
    private partial void LogNotQueued(string channel, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A page was not delivered by {Channel} directly: {Reason}")]
    private partial void LogNotSent(string channel, string reason);

    private sealed record UndeliveredPages(DeliverPages What, bool WasNotQueued);
}
