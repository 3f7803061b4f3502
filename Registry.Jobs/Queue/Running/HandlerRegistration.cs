using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Running;

/// <summary>A kind and what runs it, with the type of its arguments hidden.</summary>
internal abstract class HandlerRegistration(JobKind kind)
{
    public JobKind Kind { get; } = kind;

    /// <summary>
    /// Runs the jobs; adds to <paramref name="enqueued"/> the kinds of jobs that were added on the way, and to <paramref name="verdicts"/> what
    /// the handler says of single jobs.
    /// </summary>
    public abstract Task RunAsync(
        IServiceProvider services, JobSession session, IReadOnlyList<JobRow> rows, HashSet<JobKind> enqueued, JobVerdicts verdicts,
        CancellationToken cancellationToken);

    /// <summary>Says why the arguments of a row cannot be read, or null when they can.</summary>
    public abstract Exception? Unreadable(JobRow row);
}

internal sealed class HandlerRegistration<TArguments, THandler>(JobKind<TArguments> kind) : HandlerRegistration(kind)
    where TArguments : class
    where THandler : class, IJobHandler<TArguments>
{
    public override async Task RunAsync(
        IServiceProvider services, JobSession session, IReadOnlyList<JobRow> rows, HashSet<JobKind> enqueued, JobVerdicts verdicts,
        CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var handler = scope.ServiceProvider.GetRequiredService<THandler>();
        var jobs = rows
            .Select(row => new ClaimedJob<TArguments>(
                row.Id, JobKind<TArguments>.Deserialize(row.Arguments), row.Attempt, row.StartedAt))
            .ToList();
        await handler.RunAsync(new(services.GetRequiredService<JobQueue>(), session, jobs, enqueued, verdicts), cancellationToken);
    }

    public override Exception? Unreadable(JobRow row)
    {
        try
        {
            JobKind<TArguments>.Deserialize(row.Arguments);
            return null;
        }
#pragma warning disable CA1031 // The arguments' own constructors and setters run here, and may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }
}
