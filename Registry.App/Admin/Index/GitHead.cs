using LibGit2Sharp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.Data;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;

namespace Registry.App.Admin.Index;

/// <summary>Reads where the branch of the git index is.</summary>
internal sealed class GitHead(IndexView index, IOptions<GitIndexOptions> options)
{
    /// <summary>A page that is watched must not keep asking the remote.</summary>
    private static readonly TimeSpan RemoteAge = TimeSpan.FromMinutes(1);

    /// <returns>Null when there is no git index.</returns>
    public async Task<GitState?> ReadAsync(RegistryDbContext db)
    {
        if (!options.Value.Enabled)
            return null;
        var state = new GitState(options.Value.Branch, options.Value.HasRemote ? Settings.Secrets.WithoutUser(options.Value.Remote!) : null);
        if (!index.Exists)
            return await RecordedAsync(db, state);
        try
        {
            using var snapshot = await index.OpenAsync(RemoteAge, CancellationToken.None);
            return state with { Commit = snapshot.Commit, CommittedAt = snapshot.CommittedAt, IsSeen = true };
        }
        catch (Exception fault) when (fault is RemoteException or LibGit2SharpException or InvalidOperationException)
        {
            return await RecordedAsync(db, state with { Problem = fault.Message });
        }
    }

    /// <summary>Where it is not on this machine, what its writer has recorded has to do.</summary>
    private static async Task<GitState> RecordedAsync(RegistryDbContext db, GitState state)
    {
        var last = await db.Changes.Where(change => change.GitCommit != null && change.Git.FinishedAt != null)
            .OrderByDescending(change => change.Id).Select(change => new { change.GitCommit, change.Git.FinishedAt }).FirstOrDefaultAsync();
        return state with { Commit = last?.GitCommit, CommittedAt = last?.FinishedAt };
    }
}
