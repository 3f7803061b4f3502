using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Repair;

/// <summary>Takes out what is stray still. A crate that is published meanwhile has a job of its own, which comes after this one.</summary>
internal sealed class RemoveStrayFilesHandler(IndexRepository repository, IOptions<GitIndexOptions> options) : IJobHandler<RemoveStrayFiles>
{
    public async Task RunAsync(JobBatch<RemoveStrayFiles> batch, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled || !repository.Exists)
            return;
        var head = repository.Head;
        var transaction = (NpgsqlTransaction)batch.Transaction;
        var strays = await StrayFiles.FindAsync(transaction.Connection!, transaction, batch.Jobs[0].Arguments.Paths, cancellationToken);
        var message = $"Remove {Words.Count(strays.Count, "file", "files")} that no crate has\n";
        await repository.CommitAsync(head, [.. strays.Select(path => new IndexFile(path, null))], message, cancellationToken);
    }
}
