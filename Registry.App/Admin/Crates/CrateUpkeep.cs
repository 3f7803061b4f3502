using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;
using Registry.Jobs.Index;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Crates;

/// <summary>What operators do to a crate. Asks for the role each time.</summary>
internal sealed class CrateUpkeep(
    IDbContextFactory<RegistryDbContext> databases, PresentRights rights, IndexAudit audit, JobQueue queue, TimeProvider time)
{
    /// <summary>Has the jobs of a crate run again: they write what the database says, so one time too many does no harm.</summary>
    /// <returns>The crate as it is spelled.</returns>
    /// <exception cref="RefusedException">The caller is no operator, or there is no such crate.</exception>
    public async Task<string> ResyncAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        await rights.RequireAsync(caller, Role.Operator, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.AuditLog.Add(caller.Actor.Does(AuditActions.ResyncCrate, time.GetUtcNow(), crate.Name));
        await db.SaveChangesAsync(cancellationToken);
        var connection = (NpgsqlTransaction)transaction.GetDbTransaction();
        await queue.EnqueueAsync(connection, IndexJobs.UpdateSparseIndex, new CrateJob(crate.Id), cancellationToken);
        await queue.EnqueueAsync(connection, IndexJobs.UpdateGitIndex, new CrateJob(crate.Id), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexJobs.UpdateSparseIndex);
        queue.Wake(IndexJobs.UpdateGitIndex);
        return crate.Name;
    }

    /// <summary>Compares the file of a crate in both indexes, and a sample of its stored files, with the database.</summary>
    /// <exception cref="RefusedException">The caller is no operator, or there is no such crate.</exception>
    public async Task<CrateVerdict> VerifyAsync(Caller caller, string name, CancellationToken cancellationToken)
    {
        await rights.RequireAsync(caller, Role.Operator, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        var verdict = new CrateVerdict(crate.Name, audit.SeesGit, audit.SeesFiles, UnderWay: false, 0, []);
        await foreach (var page in audit.RunAsync([crate.Id], FileScope.Sample, cancellationToken))
        {
            verdict = verdict with
            {
                UnderWay = verdict.UnderWay || page.UnderWay > 0,
                Files = verdict.Files + page.Files,
                Differences = [.. verdict.Differences, .. page.Differences.Select(difference => difference.Sentence)],
            };
        }

        return verdict;
    }
}

/// <summary>What came of comparing a crate.</summary>
/// <param name="Crate">Its name.</param>
/// <param name="GitCompared">Whether the git index could be compared here.</param>
/// <param name="FilesCompared">Whether stored files could.</param>
/// <param name="UnderWay">Whether it was left out, because changes are on their way.</param>
/// <param name="Files">How many stored files were compared.</param>
/// <param name="Differences">What differs, in words.</param>
internal sealed record CrateVerdict(
    string Crate, bool GitCompared, bool FilesCompared, bool UnderWay, int Files, IReadOnlyList<string> Differences)
{
    public override string ToString()
    {
        if (UnderWay)
            return "Changes of it are on their way, so its index files were not compared. Try again when they are through.";
        var seen = $"Compared its file in the sparse index{(GitCompared ? " and the git index" : "")}, and {Files} stored {(Files == 1 ? "file" : "files")}: ";
        return seen + (Differences.Count == 0 ? "no difference." : $"{Differences.Count} {(Differences.Count == 1 ? "difference" : "differences")}.")
            + (GitCompared ? "" : " The git index is not on this machine and was not compared.")
            + (FilesCompared ? "" : " The stored files are not on this machine and were not compared.");
    }
}
