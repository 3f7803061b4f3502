using Microsoft.EntityFrameworkCore;
using Registry.App.Changes;
using Registry.Data;
using Registry.Data.Changes;

namespace Registry.App.MyCrates;

/// <summary>Reads what a user has asked of the index.</summary>
internal sealed class MyReader(IDbContextFactory<RegistryDbContext> databases, IChangeFeed feed, TimeProvider time)
{
    private const int MostChanges = 50;
    private const int MostUnfinished = 20;

    /// <summary>So long what the operators have stopped is among what happens; after that it heads the last changes only.</summary>
    private static readonly TimeSpan StoppedLately = TimeSpan.FromDays(1);

    /// <summary>The ids of changes that are not over, the newest first.</summary>
    public async Task<IReadOnlyList<string>> UnfinishedAsync(long userId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var unfinished = await Unfinished(db, userId).Select(change => new { change.PublicId, change.RequestedAt }).ToListAsync(cancellationToken);
        var lately = time.GetUtcNow() - StoppedLately;
        var ids = new List<string>();
        foreach (var change in unfinished)
        {
            if (change.RequestedAt > lately || !await IsStoppedBeforeAsync(change.PublicId, lately, cancellationToken))
                ids.Add(change.PublicId);
        }

        return ids;
    }

    /// <summary>The newest, and those with trouble however old they are.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="failedOnly">Only those with trouble.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<MyBurst>> LastChangesAsync(long userId, bool failedOnly, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var unfinished = await WithHeadlinesAsync(await RowsAsync(Unfinished(db, userId), cancellationToken), cancellationToken);
        var failed = unfinished.Where(change => change.InTrouble);
        if (failedOnly)
            return MyBurst.Of(failed);
        var newest = await RowsAsync(
            db.Changes.Where(change => change.RequestedById == userId).OrderByDescending(change => change.Id).Take(MostChanges), cancellationToken);
        var known = unfinished.ToDictionary(change => change.Id);
        return MyBurst.Of(failed.UnionBy(newest.Select(change => known.GetValueOrDefault(change.Id, change)), change => change.Id));
    }

    private static IQueryable<IndexChange> Unfinished(RegistryDbContext db, long userId) => db.Changes
        .Where(change => change.RequestedById == userId && change.Verified.FinishedAt == null && change.SupersededById == null)
        .OrderByDescending(change => change.Id).Take(MostUnfinished);

    private static Task<List<MyChange>> RowsAsync(IQueryable<IndexChange> changes, CancellationToken cancellationToken) => changes
        .Select(change => new MyChange
        {
            Id = change.PublicId,
            Kind = change.Kind,
            Crate = change.Crate!.Name,
            Version = change.Version!.Number,
            RequestedAt = change.RequestedAt,
            TokenId = change.TokenId,
            TokenName = change.Token!.Name,
            Done = change.Verified.FinishedAt != null,
            Superseded = change.SupersededById != null,
        }).ToListAsync(cancellationToken);

    private async Task<IReadOnlyList<MyChange>> WithHeadlinesAsync(IReadOnlyList<MyChange> changes, CancellationToken cancellationToken)
    {
        var told = new List<MyChange>();
        foreach (var change in changes)
        {
            var status = await feed.ReadAsync(change.Id, cancellationToken);
            told.Add(status is null ? change : change with { Headline = Headline.Of(status, status.Details.ReadAt), Hold = status.Hold() });
        }

        return told;
    }

    private async Task<bool> IsStoppedBeforeAsync(string id, DateTimeOffset lately, CancellationToken cancellationToken) =>
        await feed.ReadAsync(id, cancellationToken) is { State: ChangeState.Failed } status
        && status.Stages.Select(stage => stage.Stop).OfType<StageStop>().All(stop => (stop.At ?? status.RequestedAt) < lately);
}
