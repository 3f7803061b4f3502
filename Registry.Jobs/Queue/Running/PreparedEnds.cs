using Npgsql;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// The end of an attempt at one job, and the claim of the next, prepared on a worker's connection: the statements that run for each job are
/// parsed once, and planned once in a while: a plan made while the table is nearly empty reads all of it, and the server would keep to it when
/// a hundred thousand jobs come.
/// </summary>
internal sealed class PreparedEnds(QueueView queue, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan PlansLast = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Shape, PreparedEnd> _prepared = [];
    private long _plannedAt = time.GetTimestamp();

    public async Task<NpgsqlBatch> GetAsync(
        NpgsqlTransaction transaction, JobRow done, bool saved, bool record, string worker, Marks? marks, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_plannedAt) >= PlansLast)
            await DiscardPlansAsync(transaction, cancellationToken);
        var shape = new Shape(saved, record, marks?.Priorities.Length ?? 0);
        if (!_prepared.TryGetValue(shape, out var end))
        {
            end = new PreparedEnd(queue, transaction, shape, marks);
            await end.Batch.PrepareAsync(cancellationToken);
            _prepared.Add(shape, end);
        }

        end.Fill(transaction, done, worker, marks);
        return end.Batch;
    }

    public void Dispose()
    {
        foreach (var end in _prepared.Values)
            end.Batch.Dispose();
    }

    private async Task DiscardPlansAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var discard = new NpgsqlCommand(EndSql.DiscardPlans, transaction.Connection, transaction);
        await discard.ExecuteNonQueryAsync(cancellationToken);
        _plannedAt = time.GetTimestamp();
    }

    /// <param name="Saved">The handler has written in the transaction, behind a savepoint.</param>
    /// <param name="Record">The attempt is recorded.</param>
    /// <param name="Marks">For how many priorities the next claim has a place to look from.</param>
    private readonly record struct Shape(bool Saved, bool Record, int Marks);

    private sealed class PreparedEnd
    {
        private readonly NpgsqlParameter<long> _id = new();
        private readonly NpgsqlParameter<DateTimeOffset> _startedAt = new() { TypedValue = DateTimeOffset.UnixEpoch };
        private readonly NpgsqlParameter<string> _worker = new() { TypedValue = "" };
        private readonly NpgsqlBatchCommand _claim;

        public PreparedEnd(QueueView queue, NpgsqlTransaction transaction, Shape shape, Marks? marks)
        {
            Batch = new NpgsqlBatch(transaction.Connection, transaction);

            // What the handler's subtransaction deletes would not be seen to be deleted by the transaction that runs the job.
            if (shape.Saved)
                Batch.BatchCommands.Add(new(EndSql.ReleaseSavepoint));
            var delete = new NpgsqlBatchCommand(shape.Record ? EndSql.DeleteAndRecordOne : EndSql.DeleteOne) { Parameters = { _id } };
            if (shape.Record)
            {
                delete.Parameters.Add(_startedAt);
                delete.Parameters.Add(_worker);
            }

            Batch.BatchCommands.Add(delete);
            Batch.BatchCommands.Add(new(EndSql.CommitAndBegin));
            _claim = queue.Claim(marks);
            Batch.BatchCommands.Add(_claim);
        }

        public NpgsqlBatch Batch { get; }

        public void Fill(NpgsqlTransaction transaction, JobRow done, string worker, Marks? marks)
        {
            Batch.Transaction = transaction;
            _id.TypedValue = done.Id;
            _startedAt.TypedValue = done.StartedAt;
            _worker.TypedValue = worker;
            QueueView.SetMarks(_claim, marks);
        }
    }
}
