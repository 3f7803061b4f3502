using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// A worker's connection, and the transaction whose row locks are its claim. The end of one attempt and the next claim are one round trip, so
/// a transaction is begun and ended by statements in the middle of a batch; to Npgsql it is one that goes on.
/// </summary>
internal sealed class JobSession(NpgsqlDataSource source, QueueView queue, TimeProvider time) : IAsyncDisposable
{
    private const int SecondsToGiveBack = 2;

    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private PreparedEnds? _prepared;

    public QueueView Queue => queue;

    /// <summary>The handler works in the transaction, in a subtransaction that can be undone without letting go of the claim.</summary>
    public bool IsSaved { get; private set; }

    private NpgsqlTransaction Transaction => _transaction ?? throw new InvalidOperationException("There is no claim.");

    /// <summary>Begins a transaction and takes the first job of the queue. When there is none, nothing stays open.</summary>
    public async Task<JobRow?> ClaimAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        var row = await TryClaimAsync(queue.Marks?.Current, cancellationToken);
        if (row is null && queue.Marks is not null)
            row = await TryClaimAsync(null, cancellationToken);
        if (row is null)
            await LetGoAsync();
        return row;
    }

    /// <summary>The transaction of the claim, for the handler. Its savepoint is sent along with the handler's first statement.</summary>
    public NpgsqlTransaction Share()
    {
        if (!IsSaved)
            Transaction.Save(EndSql.SavepointName);
        IsSaved = true;
        return Transaction;
    }

    /// <summary>Takes more jobs of a kind into the same transaction; the head is among them.</summary>
    public async Task<List<JobRow>> ClaimCompanyAsync(JobRow head, int count, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction) { BatchCommands = { queue.Company(head, count) } };
        return await ReadAsync(batch, cancellationToken);
    }

    /// <summary>Those of the claimed jobs whose last holder went away without a word.</summary>
    public async Task<List<JobRow>> FindLostAsync(List<JobRow> rows, CancellationToken cancellationToken)
    {
        var lockers = rows.Where(row => row.LockedBy > 0).Select(row => (long)row.LockedBy).Distinct().ToArray();
        if (lockers.Length == 0)
            return [];
        await using var command = new NpgsqlCommand(ClaimSql.RolledBack, _connection, Transaction) { Parameters = { new() { Value = lockers } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rolledBack = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            rolledBack.Add(reader.GetInt64(0));
        return [.. rows.Where(row => rolledBack.Contains(row.LockedBy))];
    }

    /// <summary>Ends the attempt at a job that is done, and takes the next one.</summary>
    public async Task<JobRow?> EndAndClaimAsync(JobRow done, bool record, string worker, CancellationToken cancellationToken)
    {
        var marks = queue.Marks?.Current;
        _prepared ??= new PreparedEnds(queue, time);
        var batch = await _prepared.GetAsync(Transaction, done, IsSaved, record, worker, marks, cancellationToken);
        var next = await ReadFirstAsync(batch, cancellationToken);
        IsSaved = false;
        queue.Marks?.Found(next, marks is null);
        if (next is null && marks is not null)
            next = await TryClaimAsync(null, cancellationToken);
        if (next is null)
            await LetGoAsync();
        return next;
    }

    /// <summary>Ends the attempt as the commands say, and the transaction.</summary>
    public async Task EndAsync(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await ExecuteAsync(commands.Append(new(EndSql.Commit)), cancellationToken);
        _transaction = null;
    }

    private async Task ExecuteAsync(IEnumerable<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, Transaction);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Undoes what was done, in good order: the rows do not look as if their worker had died, not even for a moment, since the claim ends with the
    /// transaction that takes the trace away.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong, the server rolls back when the connection is gone.")]
    public async Task GiveBackAsync(IReadOnlyCollection<JobRow> rows)
    {
        try
        {
            if (await TryEndWithoutTraceAsync(rows))
                return;
            await LetGoAsync();
            if (_connection is null)
                return;
            await using var clear = new NpgsqlBatch(_connection) { BatchCommands = { ClearTrace(rows) }, Timeout = SecondsToGiveBack };
            await clear.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            await DisposeAsync();
        }
    }

    private static NpgsqlBatchCommand ClearTrace(IEnumerable<JobRow> rows) =>
        new(EndSql.ClearTrace) { Parameters = { new() { Value = rows.Select(row => row.Id).ToArray() } } };

    /// <summary>Not possible in a transaction in which a statement has failed.</summary>
    private async Task<bool> TryEndWithoutTraceAsync(IReadOnlyCollection<JobRow> rows)
    {
        if (_transaction is not { } open)
            return false;
        try
        {
            await using var batch = new NpgsqlBatch(_connection, open) { Timeout = SecondsToGiveBack };
            if (IsSaved)
                batch.BatchCommands.Add(new(EndSql.RollbackToSavepoint));
            batch.BatchCommands.Add(ClearTrace(rows));
            batch.BatchCommands.Add(new(EndSql.Commit));
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
            _transaction = null;
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    /// <summary>The connection is closed, and with it ends whatever it held.</summary>
    public async ValueTask DisposeAsync()
    {
        _prepared?.Dispose();
        _prepared = null;
        _transaction = null;
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { FullState: not System.Data.ConnectionState.Open })
            await DisposeAsync();
        _connection ??= await source.OpenConnectionAsync(cancellationToken);
        IsSaved = false;
        _transaction ??= await _connection.BeginTransactionAsync(cancellationToken);
    }

    private async Task<JobRow?> TryClaimAsync(Marks? marks, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction) { BatchCommands = { queue.Claim(marks) } };
        var row = await ReadFirstAsync(batch, cancellationToken);
        queue.Marks?.Found(row, marks is null);
        return row;
    }

    private async Task LetGoAsync()
    {
        if (_transaction is not { } open)
            return;
        _transaction = null;
        await open.RollbackAsync(CancellationToken.None);
    }

    private static async Task<JobRow?> ReadFirstAsync(NpgsqlBatch batch, CancellationToken cancellationToken) =>
        (await ReadAsync(batch, cancellationToken)).FirstOrDefault();

    private static async Task<List<JobRow>> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new List<JobRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(JobRow.Read(reader));

        // What comes after the rows has to go well, too.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return rows;
    }
}
