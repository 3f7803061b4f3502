using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.FirstRun;

/// <summary>Waits for the first publish of a user.</summary>
internal sealed class FirstPublish(IDbContextFactory<RegistryDbContext> databases, JobNewsFeed news, TimeProvider time)
{
    /// <summary>News may be missed, and none come while no worker runs.</summary>
    private static readonly TimeSpan Backstop = TimeSpan.FromSeconds(1);

    /// <summary>The id of the change; null while there is none.</summary>
    public async Task<string?> FindAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Changes.Where(change => change.RequestedById == userId && change.Kind == ChangeKind.Publish)
            .OrderBy(change => change.Id).Select(change => change.PublicId).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task<string> WaitAsync(long userId, CancellationToken cancellationToken)
    {
        var moved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = news.Subscribe(piece =>
        {
            if (piece.Kind is null || piece.Kind == IndexJobs.UpdateSparseIndex.Name)
                moved.Writer.TryWrite(true);
        });
        while (true)
        {
            if (await FindAsync(userId, cancellationToken) is { } change)
                return change;
            using var patience = new CancellationTokenSource(Backstop, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                await moved.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Time to look by oneself.
            }
        }
    }
}
