using Registry.Data.Changes;

namespace Registry.App.MyCrates;

/// <summary>Changes of one kind that were asked for together with the same token, as <c>cargo publish --workspace</c> does.</summary>
public sealed record MyBurst(IReadOnlyList<MyChange> Changes)
{
    /// <summary>From one to the next; cargo waits between crates that depend on one another.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(2);

    public DateTimeOffset At => Changes.Max(change => change.RequestedAt);

    public bool InTrouble => Changes.Any(change => change.InTrouble);

    /// <summary>Those with trouble first, then the newest; within each the same.</summary>
    public static IReadOnlyList<MyBurst> Of(IEnumerable<MyChange> changes)
    {
        var bursts = new List<List<MyChange>>();
        var latest = new Dictionary<(ChangeKind Kind, long? Token), List<MyChange>>();
        foreach (var change in changes.OrderByDescending(change => change.RequestedAt))
        {
            var by = (change.Kind, change.TokenId);
            if (latest.TryGetValue(by, out var burst) && burst[^1].RequestedAt - change.RequestedAt < Apart)
                burst.Add(change);
            else
                bursts.Add(latest[by] = [change]);
        }

        return
        [
            .. bursts.Select(burst => new MyBurst([.. burst.OrderByDescending(change => change.InTrouble).ThenByDescending(change => change.RequestedAt)]))
                .OrderByDescending(burst => burst.InTrouble).ThenByDescending(burst => burst.At),
        ];
    }
}
