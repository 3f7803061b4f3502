using System.CommandLine;
using Registry.App.Cli;
using Registry.App.Hosting;
using Registry.Jobs.Queue;

namespace Registry.App.Index;

/// <summary>Work on the index that a verb leaves to a worker.</summary>
internal static class HandedToWorker
{
    public static async Task EnqueueAsync<TArguments>(
        ParseResult parsed, JobKind<TArguments> kind, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : class
    {
        await using var database = await HostVerbs.OpenAsync(parsed, cancellationToken);
        await RegistryApplication.RequireMigratedAsync(database, cancellationToken);
        using var host = RegistryApplication.BuildWorker(new Roles(Web: false, Worker: false), Settings.Of(parsed), database);
        var queue = host.Services.GetRequiredService<JobQueue>();
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await queue.EnqueueAsync(transaction, kind, arguments, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake(kind);
    }
}
