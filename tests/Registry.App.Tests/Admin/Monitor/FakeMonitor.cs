using Registry.App.Accounts;
using Registry.App.Admin.Monitor;
using Registry.App.Errors;

namespace Registry.App.Tests.Admin.Monitor;

/// <summary>The monitor as the test says.</summary>
internal sealed class FakeMonitor : IMonitorReader, ITestPages
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    public MonitorSnapshot Snapshot { get; set; } = new()
    {
        ReadAt = Now,
        NextComparisonAt = Now.AddHours(3),
        Checks = [new CheckCard("old_jobs", "A job is done within 15 min.", CheckState.NotMade)],
        Open = [],
        Past = [],
        Channels = [],
    };

    public Exception? Fault { get; set; }

    /// <summary>What receivers say to a test page.</summary>
    public IReadOnlyList<TestPageAnswer> Answers { get; set; } = [];

    public RefusedException? Refusal { get; set; }

    /// <summary>No receiver says anything before this is over.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    public Task<MonitorSnapshot> ReadAsync() => Fault is null ? Task.FromResult(Snapshot) : Task.FromException<MonitorSnapshot>(Fault);

    public async Task<IReadOnlyList<TestPageAnswer>> SendAsync(Caller caller, CancellationToken cancellationToken)
    {
        await Sending;
        return Refusal is { } refused ? throw refused : Answers;
    }
}
