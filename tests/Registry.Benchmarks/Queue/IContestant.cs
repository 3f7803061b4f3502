namespace Registry.Benchmarks.Queue;

/// <summary>A job queue as one process uses it.</summary>
internal interface IContestant : IAsyncDisposable
{
    /// <summary>Makes the process one that adds jobs.</summary>
    Task StartClientAsync(CancellationToken cancellationToken);

    /// <summary>Makes the process one that runs jobs too.</summary>
    Task StartWorkersAsync(int workers, JobCounter counter, CancellationToken cancellationToken);

    /// <summary>Opens what one client needs to add jobs, one after the other.</summary>
    Task<IEnqueuer> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>One client that adds jobs.</summary>
internal interface IEnqueuer : IAsyncDisposable
{
    /// <summary>Adds a job that does nothing, in a transaction of its own.</summary>
    Task EnqueueAsync(CancellationToken cancellationToken);
}
