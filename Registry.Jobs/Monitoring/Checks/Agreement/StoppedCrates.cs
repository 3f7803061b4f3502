using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Monitoring.Checks.Agreement;

/// <summary>Says of crates with changes that no job goes on with how that came.</summary>
internal sealed class StoppedCrates(JobInspector inspector)
{
    private static readonly string[] Kinds = [.. IndexJobs.All.Select(kind => kind.Name)];

    /// <summary>A change that one of the projections does not show yet.</summary>
    public static Expression<Func<IndexChange, bool>> NotShown { get; } =
        change => change.Sparse.FinishedAt == null || (change.Git.FinishedAt == null && !change.GitSkipped);

    /// <param name="db">Where to look; within its transaction.</param>
    /// <param name="crateIds">The crates.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<IndexDifference>> ReadAsync(
        RegistryDbContext db, IReadOnlyCollection<long> crateIds, CancellationToken cancellationToken)
    {
        if (crateIds.Count == 0)
            return [];
        var crates = await db.Changes.Where(change => crateIds.Contains(change.CrateId) && change.Verified.FinishedAt == null)
            .GroupBy(change => new { change.CrateId, change.Crate!.Name })
            .Select(changes => new { changes.Key.CrateId, changes.Key.Name, Newest = changes.Max(change => change.RequestedAt) })
            .OrderBy(crate => crate.CrateId).ToListAsync(cancellationToken);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var found = new List<IndexDifference>();
        foreach (var crate in crates)
        {
            // The newest change came with a job. What was discarded before it was taken up again by that.
            found.Add(await inspector.FindStopAsync(connection, Kinds, crate.CrateId, crate.Newest, cancellationToken) is { } discard
                ? new(DifferenceKind.Stopped, crate.CrateId, crate.Name, $"changes of {crate.Name} were stopped by {discard.Actor}: {discard.Reason}")
                : new(DifferenceKind.Abandoned, crate.CrateId, crate.Name, $"changes of {crate.Name} wait, and no job goes on with them"));
        }

        return found;
    }
}
