using Npgsql;

namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>What handlers leave behind.</summary>
internal static class Effects
{
    /// <summary>Writes one row for each job, in the transaction of the attempt.</summary>
    public static async Task WriteAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
    {
        foreach (var job in batch.Jobs)
            await WriteAsync(batch.Transaction, job.Arguments.Text, cancellationToken);
    }

    public static async Task WriteAsync(NpgsqlTransaction transaction, string text, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO effects (job) VALUES ($1)", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = text } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
