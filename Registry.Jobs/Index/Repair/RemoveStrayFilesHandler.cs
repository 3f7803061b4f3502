using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Repair;

/// <summary>Takes out what is stray still. A crate that is published meanwhile has a job of its own, which comes after this one.</summary>
internal sealed class RemoveStrayFilesHandler(GitIndexWriter writer, IOptions<GitIndexOptions> options) : IJobHandler<RemoveStrayFiles>
{
    public async Task RunAsync(JobBatch<RemoveStrayFiles> batch, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled || !await writer.IsReadyForAsync(batch, cancellationToken))
            return;
        var transaction = (NpgsqlTransaction)batch.Transaction;
        await writer.WriteAsync(
            async (_, stop) =>
            {
                var strays = await StrayFiles.FindAsync(transaction.Connection!, transaction, batch.Jobs[0].Arguments.Paths, stop);
                var message = $"Remove {Words.Count(strays.Count, "file", "files")} that no crate has\n";
                return new IndexContent([.. strays.Select(path => new IndexFile(path, null))], message, []);
            },
            cancellationToken);
    }
}
