namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>What a worker process is to be.</summary>
/// <param name="ConnectionString">Its database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Workers">How many jobs it runs at once.</param>
internal sealed record WorkerOrders(string ConnectionString, string Name, int Workers = 4)
{
    public string Queue { get; init; } = Kinds.Plain.Queue;

    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How far its clock is from the true one.</summary>
    public TimeSpan ClockError { get; init; }
}
