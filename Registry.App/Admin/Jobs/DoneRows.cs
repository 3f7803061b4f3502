using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>Lists jobs that were done.</summary>
internal sealed class DoneRows(JobInspector inspector)
{
    /// <param name="db">Where to look.</param>
    /// <param name="query">Which.</param>
    /// <param name="key">The key of the crate that is asked for; null for any.</param>
    /// <param name="before">The last one of the page before; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    public async Task<IReadOnlyList<JobRow>> ReadAsync(RegistryDbContext db, JobQuery query, string? key, long? before, int limit)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var jobs = await inspector.DoneAsync(connection, query.DoneFilter() with { Key = key }, before, limit, CancellationToken.None);
        var ids = jobs.Select(job => IndexJobs.CrateOf(job.Key)).OfType<long>().Distinct().ToArray();
        var names = await db.Crates.Where(crate => ids.Contains(crate.Id)).ToDictionaryAsync(crate => crate.Id, crate => crate.Name);
        return [.. jobs.Select(job => JobRow.Of(job, IndexJobs.CrateOf(job.Key) is { } id ? names.GetValueOrDefault(id) : null))];
    }
}
