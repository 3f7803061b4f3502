using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Accounts;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Packing;
using Registry.Jobs.Index.Git.Squashing;
using Registry.Jobs.Index.Upkeep;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Index;

/// <summary>What admins have done to the index: always by a job.</summary>
internal interface IIndexActions
{
    /// <exception cref="RefusedException">The caller is no admin, or there is no git index.</exception>
    Task AskAsync(Caller caller, UpkeepTask task, CancellationToken cancellationToken);
}

/// <summary>Asks for the role each time: a page may have been open since before somebody lost it.</summary>
internal sealed class IndexActions(
    IDbContextFactory<RegistryDbContext> databases, PresentRights rights, JobQueue queue, IOptions<GitIndexOptions> git, TimeProvider time)
    : IIndexActions
{
    public async Task AskAsync(Caller caller, UpkeepTask task, CancellationToken cancellationToken)
    {
        await rights.RequireAsync(caller, Role.Admin, cancellationToken);
        if (task is UpkeepTask.Gc or UpkeepTask.Squash && !git.Value.Enabled)
            throw new RefusedException(StatusCodes.Status422UnprocessableEntity, "there is no git index: Index:Git:Enabled is false");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.AuditLog.Add(caller.Actor.Does(ActionOf(task), time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        await EnqueueAsync((NpgsqlTransaction)transaction.GetDbTransaction(), task, caller.Login, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(IndexReader.Of(task).Job);
    }

    private static string ActionOf(UpkeepTask task) => task switch
    {
        UpkeepTask.Verify => AuditActions.VerifyIndex,
        UpkeepTask.Repair => AuditActions.RepairIndex,
        UpkeepTask.Gc => AuditActions.PackIndex,
        _ => AuditActions.SquashIndex,
    };

    private Task EnqueueAsync(NpgsqlTransaction transaction, UpkeepTask task, string by, CancellationToken cancellationToken) => task switch
    {
        UpkeepTask.Verify => queue.EnqueueAsync(transaction, IndexJobs.VerifyIndex, new InspectIndex(by, Mend: false), cancellationToken),
        UpkeepTask.Repair => queue.EnqueueAsync(transaction, IndexJobs.RepairIndex, new InspectIndex(by, Mend: true), cancellationToken),
        UpkeepTask.Gc => queue.EnqueueAsync(transaction, IndexJobs.PackGitIndex, new PackGitIndex(Full: true, by), cancellationToken),
        _ => queue.EnqueueAsync(transaction, IndexJobs.SquashGitIndex, new SquashGitIndex(by), cancellationToken),
    };
}
