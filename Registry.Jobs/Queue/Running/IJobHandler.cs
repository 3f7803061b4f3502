namespace Registry.Jobs.Queue;

/// <summary>
/// Runs jobs of one kind. A job may be killed between any two of its steps and run again, so a handler must come to the same result when
/// it is run twice. An exception means: try again later.
/// </summary>
/// <typeparam name="TArguments">The arguments of the kind.</typeparam>
public interface IJobHandler<TArguments>
    where TArguments : class
{
    /// <summary>
    /// Runs the jobs of one attempt: one, or up to <see cref="JobKind.BatchSize"/>. They are done together or fail together.
    /// </summary>
    Task RunAsync(JobBatch<TArguments> batch, CancellationToken cancellationToken);
}
