using Npgsql;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// The end of an attempt at one job, and the claim of the next, prepared on a worker's connection: the statements that run for each job are
/// parsed and planned once.
/// </summary>
internal sealed class PreparedEnds(QueueView queue) : IDisposable
{
    private readonly Dictionary<(bool Record, bool FromMarks), PreparedEnd> _prepared = [];

    public async Task<NpgsqlBatch> GetAsync(
        NpgsqlTransaction transaction, JobRow done, bool record, string worker, (short[] Priorities, long[] Places)? marks,
        CancellationToken cancellationToken)
    {
        if (!_prepared.TryGetValue((record, marks is not null), out var end))
        {
            end = new PreparedEnd(queue, transaction, record, marks);
            await end.Batch.PrepareAsync(cancellationToken);
            _prepared.Add((record, marks is not null), end);
        }

        end.Fill(transaction, done, worker, marks);
        return end.Batch;
    }

    public void Dispose()
    {
        foreach (var end in _prepared.Values)
            end.Batch.Dispose();
    }

    private sealed class PreparedEnd
    {
        private readonly NpgsqlParameter<long[]> _ids = new() { TypedValue = [] };
        private readonly NpgsqlParameter<DateTimeOffset> _startedAt = new() { TypedValue = DateTimeOffset.UnixEpoch };
        private readonly NpgsqlParameter<string> _worker = new() { TypedValue = "" };
        private readonly NpgsqlParameter<short[]>? _priorities;
        private readonly NpgsqlParameter<long[]>? _places;

        public PreparedEnd(
            QueueView queue, NpgsqlTransaction transaction, bool record, (short[] Priorities, long[] Places)? marks)
        {
            Batch = new NpgsqlBatch(transaction.Connection, transaction);

            // What the handler's subtransaction deletes would not be seen to be deleted by the transaction that runs the job.
            Batch.BatchCommands.Add(new(EndSql.ReleaseSavepoint));
            var delete = new NpgsqlBatchCommand(record ? EndSql.DeleteAndRecord : EndSql.Delete) { Parameters = { _ids } };
            if (record)
            {
                delete.Parameters.Add(_startedAt);
                delete.Parameters.Add(_worker);
            }

            Batch.BatchCommands.Add(delete);
            Batch.BatchCommands.Add(new(EndSql.Commit));
            Batch.BatchCommands.Add(new(EndSql.Begin));
            queue.AddClaim(Batch.BatchCommands, marks);
            if (marks is null)
                return;
            var claim = Batch.BatchCommands.First<NpgsqlBatchCommand>(command => command.CommandText == ClaimSql.FromMarks);
            _priorities = (NpgsqlParameter<short[]>)claim.Parameters[3];
            _places = (NpgsqlParameter<long[]>)claim.Parameters[4];
        }

        public NpgsqlBatch Batch { get; }

        public void Fill(NpgsqlTransaction transaction, JobRow done, string worker, (short[] Priorities, long[] Places)? marks)
        {
            Batch.Transaction = transaction;
            _ids.TypedValue = [done.Id];
            _startedAt.TypedValue = done.StartedAt;
            _worker.TypedValue = worker;
            if (marks is not var (priorities, places) || _priorities is null || _places is null)
                return;
            _priorities.TypedValue = priorities;
            _places.TypedValue = places;
        }
    }
}
