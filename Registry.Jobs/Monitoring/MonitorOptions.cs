namespace Registry.Jobs.Monitoring;

/// <summary>Settings of the monitor, section <c>Monitor</c>: when it looks, and what it takes to be wrong.</summary>
internal sealed class MonitorOptions
{
    public const string Section = "Monitor";

    /// <summary>When the checks run, as a cron expression in UTC.</summary>
    public string Schedule { get; set; } = "*/5 * * * *";

    /// <summary>When the whole index is compared with the database, as a cron expression in UTC.</summary>
    public string ComparisonSchedule { get; set; } = "17 3 * * *";

    /// <summary>How long a job may be unfinished, whether it waits or runs.</summary>
    public TimeSpan MaxJobTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long jobs may be ready in a queue for which no worker is there.</summary>
    public TimeSpan MaxTimeWithoutWorker { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long jobs may wait in a queue that somebody has paused.</summary>
    public TimeSpan MaxPausedTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long jobs may wait behind one of their ordering key that fails.</summary>
    public TimeSpan MaxBlockedTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often an index job may fail.</summary>
    public int MaxFailures { get; set; } = 5;

    /// <summary>How long a transaction of any client of the database may be open.</summary>
    public TimeSpan MaxTransactionTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How much of the disk under the data directory must be free. Of a large disk that may be less than one percent.</summary>
    public double MinFreeDiskPercent { get; set; } = 5;

    /// <summary>How many crates, chosen at random, each run compares with the index.</summary>
    public int IndexSample { get; set; } = 20;

    /// <summary>How many stored <c>.crate</c> files, chosen at random, each run reads and compares.</summary>
    public int FileSample { get; set; } = 5;

    /// <summary>How long runs and incidents that are over are kept.</summary>
    public TimeSpan KeepHistory { get; set; } = TimeSpan.FromDays(90);
}
