using Npgsql;

namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>What a worker in a process of its own does with a job: the text says what.</summary>
internal sealed class WorkerProcessHandler(string connectionString, string worker)
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public async Task RunAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
    {
        var text = batch.Jobs[0].Arguments.Text;
        if (text.Contains('/', StringComparison.Ordinal))
        {
            await new OrderHistory(_database).RunAsync(worker, batch, cancellationToken);
            return;
        }

        if (text is not (WorkerProcess.Hang or WorkerProcess.LongStatement or WorkerProcess.Deadly))
        {
            await Effects.WriteAsync(batch, cancellationToken);
            return;
        }

        await Effects.WriteAsync(batch.Transaction, "left by a killed process", cancellationToken);
        if (text == WorkerProcess.Deadly)
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        if (text == WorkerProcess.LongStatement)
        {
            await using var sleep = new NpgsqlCommand("SELECT pg_sleep(600)", batch.Transaction.Connection) { CommandTimeout = 0 };
            await sleep.ExecuteNonQueryAsync(cancellationToken);
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
