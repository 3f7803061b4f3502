using Registry.App.Accounts;
using Registry.App.Admin.Index;
using Registry.App.Errors;

namespace Registry.App.Tests.Admin.Index;

/// <summary>The index as the test says, and what was asked for.</summary>
internal sealed class FakeIndex : IIndexReader, IIndexActions
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 42, 7, TimeSpan.Zero);

    public static readonly GitState Git = new("master", null) { Commit = "4be11cf0", CommittedAt = Now.AddMinutes(-2), IsSeen = true };

    public IndexState State { get; set; } = new()
    {
        ReadAt = Now,
        SparseCrates = 1_284,
        SparseChangedAt = Now.AddMinutes(-3),
        Git = Git,
        Upkeep = [.. Enum.GetValues<UpkeepTask>().Select(task => new UpkeepState(task))],
    };

    /// <summary>Nothing is read before this is over.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    public Exception? Fault { get; set; }

    public RefusedException? Refusal { get; set; }

    public List<string> Asked { get; } = [];

    /// <summary>How one task stands; the others as before.</summary>
    public void Set(UpkeepState state) =>
        State = State with { Upkeep = [.. State.Upkeep.Select(known => known.Task == state.Task ? state : known)] };

    public async Task<IndexState> ReadAsync()
    {
        await Ready;
        return Fault is { } fault ? throw fault : State;
    }

    /// <summary>What is asked for is queued.</summary>
    public Task AskAsync(Caller caller, UpkeepTask task, CancellationToken cancellationToken)
    {
        if (Refusal is { } refused)
            return Task.FromException(refused);
        Asked.Add($"{caller.Login} {task}");
        Set(new UpkeepState(task) { Job = new UpkeepJob(7, "Waiting", null) });
        return Task.CompletedTask;
    }
}
