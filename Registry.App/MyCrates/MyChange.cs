using Registry.App.Changes;
using Registry.App.Ui;
using Registry.Data.Changes;

namespace Registry.App.MyCrates;

/// <summary>Something its reader has asked of the index.</summary>
public sealed record MyChange
{
    /// <summary>The id in links.</summary>
    public required string Id { get; init; }

    public required ChangeKind Kind { get; init; }

    public required string Crate { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required bool Done { get; init; }

    public bool Superseded { get; init; }

    /// <summary>Where it stands, while it is not done.</summary>
    public Headline? Headline { get; init; }

    /// <summary>What keeps it waiting until the operators do something; null when it goes on by itself.</summary>
    public Hold? Hold { get; init; }

    /// <summary>An attempt has failed, and nothing has put that right yet.</summary>
    public bool InTrouble => !Done && Headline is { Tone: Tone.Retrying or Tone.Stopped };
}

/// <summary>Changes that were asked for together, as <c>cargo publish --workspace</c> does.</summary>
public sealed record MyBurst(IReadOnlyList<MyChange> Changes)
{
    /// <summary>Cargo waits between crates that depend on one another.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(3);

    public DateTimeOffset At => Changes.Max(change => change.RequestedAt);

    public bool InTrouble => Changes.Any(change => change.InTrouble);

    /// <summary>Those with trouble first, then the newest; within each the same.</summary>
    public static IReadOnlyList<MyBurst> Of(IEnumerable<MyChange> changes)
    {
        var bursts = new List<List<MyChange>>();
        foreach (var change in changes.OrderByDescending(change => change.RequestedAt))
        {
            if (bursts is [.., [.., var later] last] && later.RequestedAt - change.RequestedAt <= LongestPause)
                last.Add(change);
            else
                bursts.Add([change]);
        }

        return
        [
            .. bursts.Select(burst => new MyBurst([.. burst.OrderByDescending(change => change.InTrouble).ThenByDescending(change => change.RequestedAt)]))
                .OrderByDescending(burst => burst.InTrouble).ThenByDescending(burst => burst.At),
        ];
    }
}
