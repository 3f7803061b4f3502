using Npgsql;

namespace Registry.Benchmarks.Queue;

/// <summary>
/// The same statements as pgbench's, prepared, by the driver alone, in as few round trips as it allows: what a queue in .NET can come to at
/// most when it does nothing else.
/// </summary>
internal sealed class BareNpgsql(string connectionString) : IContestant
{
    private const string Insert = """
        INSERT INTO background_jobs (queue, kind, key, arguments, priority) VALUES ('default', 'no_op', NULL, $1::jsonb, 0)
        """;

    private const string Take = """
        SELECT id, kind, key, arguments::text, attempts, now() FROM background_jobs
        WHERE queue = 'default' AND state = 'ready' AND kind = ANY ('{no_op}')
        ORDER BY priority DESC, place LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private Task _workers = Task.CompletedTask;

    public Task StartClientAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartWorkersAsync(int workers, JobCounter counter, CancellationToken cancellationToken)
    {
        _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => DrainAsync(counter, cancellationToken), cancellationToken)));
        return Task.CompletedTask;
    }

    public async Task<IEnqueuer> OpenAsync(CancellationToken cancellationToken) =>
        new Enqueuer(await _database.OpenConnectionAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _workers;
        await _database.DisposeAsync();
    }

    private async Task DrainAsync(JobCounter counter, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var begin = new NpgsqlCommand("BEGIN", connection);
        await begin.ExecuteNonQueryAsync(cancellationToken);
        var done = new NpgsqlParameter<long>();
        await using var next = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("DELETE FROM background_jobs WHERE id = $1") { Parameters = { done } }, new("COMMIT AND CHAIN"), new(Take) },
        };
        await next.PrepareAsync(cancellationToken);
        while (await TakeAsync(next, cancellationToken) is { } id)
        {
            counter.Started(1, enqueuedAt: 0);
            done.TypedValue = id;
        }
    }

    private static async Task<long?> TakeAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : null;
    }

    private sealed class Enqueuer(NpgsqlConnection connection) : IEnqueuer
    {
        public async Task EnqueueAsync(CancellationToken cancellationToken)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var insert = new NpgsqlCommand(Insert, connection, transaction)
            {
                Parameters = { new() { Value = """{"enqueuedAt": 123456789012}""" } },
            };
            await insert.PrepareAsync(cancellationToken);
            await insert.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
