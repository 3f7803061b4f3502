namespace Registry.App.Changes;

/// <summary>Where a change stands, as pages tell it that are about something else.</summary>
/// <param name="Id">The id in links.</param>
/// <param name="Headline">The state, a word for it, and what its own page says.</param>
/// <param name="Step">The station it is at, from 1; the last one when it is done.</param>
/// <param name="Usable">Cargo sees it.</param>
/// <param name="Over">Nothing more happens to it by itself: it is done, or the operators have stopped it.</param>
public sealed record ChangeGlance(string Id, Headline Headline, int Step, bool Usable, bool Over)
{
    /// <summary>How many stations there are.</summary>
    public const int Steps = 5;

    /// <summary>The operators have stopped it.</summary>
    public bool Stopped { get; init; }

    /// <summary>A later request took its place.</summary>
    public bool Superseded { get; init; }

    /// <summary>Only the operators can let it go on, which no step tells.</summary>
    public bool Held { get; init; }

    /// <summary>Changes with all that such a page says of it.</summary>
    public string Said => $"{Headline.Word} {Step}{(Over ? " over" : Held ? " held" : null)}";

    public static ChangeGlance Of(ChangeStatus change)
    {
        var at = change.Details.ReadAt;
        var reached = Stations.Of(change, at).TakeWhile(station => station.State is StationState.Done or StationState.Skipped).Count();
        return new(change.Id, Headline.Of(change, at), Math.Min(reached + 1, Steps), change.Usable, change.State is ChangeState.Done or ChangeState.Failed)
        {
            Stopped = change.State == ChangeState.Failed,
            Superseded = change.SupersededBy is not null,
            Held = change.Stages.Any(stage => stage.Hold is not null),
        };
    }
}
