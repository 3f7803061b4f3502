namespace Registry.Jobs.Queue;

/// <summary>How a process works on the queue.</summary>
public sealed class JobQueueOptions
{
    /// <summary>The database whose tables <see cref="JobSchema"/> created.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Who this process is, shown wherever a running job is shown.</summary>
    public string WorkerName { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>How often an idle worker looks without having been told.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long running jobs may take to finish when the process is asked to stop.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long finished attempts are kept on record.</summary>
    public TimeSpan KeepAttempts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>When failed jobs are tried again, unless their kind says otherwise.</summary>
    public RetryPolicy Retry { get; set; } = new();

    /// <summary>The queues this process works on, by name. Empty for all that have handlers.</summary>
    public ISet<string> OnlyQueues { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Settings of single queues, by name.</summary>
    public IDictionary<string, QueueOptions> Queues { get; } = new Dictionary<string, QueueOptions>(StringComparer.Ordinal);

    /// <summary>The server ends a silent session only after the worker itself had this long to give the job up.</summary>
    internal TimeSpan ServerMargin { get; set; } = TimeSpan.FromSeconds(30);

    internal QueueOptions For(string queue) => Queues.TryGetValue(queue, out var options) ? options : new QueueOptions();
}

/// <summary>How a process works on one queue.</summary>
public sealed class QueueOptions
{
    /// <summary>How many jobs of the queue this process runs at once.</summary>
    public int Workers { get; set; } = 2;

    /// <summary>
    /// How many attempts may run at once in all processes together; null for as many as there are workers. Set it to the same in all of
    /// them.
    /// </summary>
    public int? ClusterLimit { get; set; }

    internal int EffectiveWorkers => Math.Min(Workers, ClusterLimit ?? Workers);
}
