using Registry.App.Ui;
using Registry.Data.Changes;

namespace Registry.App.Changes;

/// <summary>Turns the stages of a change into the stations of its track. Receiving and storing are one station: both happen within the upload.</summary>
internal static class Stations
{
    public static IReadOnlyList<Station> Of(ChangeStatus change, DateTimeOffset now)
    {
        var words = ChangeWords.Of(change);
        return [Accepted(change), Turn(change), Arrival(change, words, now), Git(change, now), Verified(change, words, now)];
    }

    private static Station Accepted(ChangeStatus change)
    {
        var text = change.Kind == ChangeKind.Publish ? $"Checked and stored. {Sizes.Words(change.Details.Size)}, checksum verified." : "Checked and recorded.";
        return new("Accepted", StationState.Done, text) { At = change[StageName.Received].FinishedAt ?? change.RequestedAt };
    }

    private static Station Turn(ChangeStatus change)
    {
        var queued = change[StageName.Queued];
        if (queued.IsOver())
        {
            var text = queued.Took() is { } took ? $"{Durations.Took(took)} in the queue." : "No queue before it.";
            return Reached(change, queued, "Waited its turn", text);
        }

        var waits = (queued.Position ?? change[StageName.SparseIndex].Position) switch
        {
            _ when change.State == ChangeState.Staged => "Held back until someone releases it.",
            _ when queued.Hold is { } hold => $"{hold.Why}.",
            0 => "You are next.",
            { } ahead => $"{ahead} ahead of you.",
            null => "Waits for a worker to take it up.",
        };
        return new("Waiting its turn", StationState.Waiting, waits) { Since = queued.StartedAt };
    }

    private static Station Arrival(ChangeStatus change, ChangeWords words, DateTimeOffset now)
    {
        var stage = change[StageName.SparseIndex];
        var state = StateOf(change, stage, change[StageName.Queued]);
        if (state == StationState.Done)
        {
            var tries = stage.Attempts > 1 ? $", at the {Ordinal(stage.Attempts)} attempt" : "";
            return Reached(change, stage, words.Arrival, $"In the sparse index{tries}.");
        }

        return InProgress(stage, state, now, "Updating the index") ??
            new(words.Arrival, state, state == StationState.Skipped ? "Left to the later request." : words.ArrivalMeans);
    }

    private static Station Git(ChangeStatus change, DateTimeOffset now)
    {
        const string title = "In the git index";
        var stage = change[StageName.GitIndex];
        var state = StateOf(change, stage, change[StageName.SparseIndex]);
        if (state == StationState.Done)
        {
            var tries = stage.Attempts > 1 ? $"At the {Ordinal(stage.Attempts)} attempt, in commit" : "In commit";
            return Reached(change, stage, title, stage.Commit is null ? "It stood there already." : tries) with { Commit = stage.Commit };
        }

        return InProgress(stage, state, now, "Updating the git index") ?? new(title, state, state switch
        {
            StationState.Skipped when change.SupersededBy is not null => "Left to the later request.",
            StationState.Skipped => "Skipped: this registry keeps no git index.",
            StationState.Waiting when stage.Hold is { } hold => $"{hold.Why}.",
            StationState.Waiting when stage.Position is > 0 and var ahead => $"{ahead} ahead of it.",
            StationState.Waiting => "Waits for the next commit.",
            _ => "For those who read the index through git.",
        });
    }

    private static Station Verified(ChangeStatus change, ChangeWords words, DateTimeOffset now)
    {
        const string title = "Checked as cargo would";
        var stage = change[StageName.Verified];
        var state = StateOf(change, stage, change[StageName.GitIndex]);
        if (state == StationState.Done)
            return Reached(change, stage, title, words.Checked);
        return InProgress(stage, state, now, "Checking as cargo would") ?? new(title, state, state switch
        {
            StationState.Skipped when change.SupersededBy is not null => "Left to the later request.",
            StationState.Skipped => "Skipped.",
            StationState.Waiting when stage.Hold is { } hold => $"{hold.Why}.",
            _ => "The registry reads it back the way cargo does.",
        });
    }

    private static Station? InProgress(StageStatus stage, StationState state, DateTimeOffset now, string title) => state switch
    {
        StationState.Running => new(title, state, Running(stage, now)) { Since = stage.StartedAt, Trouble = stage.LastError is null ? null : stage },
        StationState.Retrying => new(title, state, $"{Capital(Cardinal(stage.Attempts))} so far.") { Trouble = stage },
        StationState.Stopped => new(title, state, stage.Attempts == 0 ? "Stopped." : $"Stopped after {Cardinal(stage.Attempts)}.") { Trouble = stage },
        _ => null,
    };

    private static string Running(StageStatus stage, DateTimeOffset now)
    {
        var worker = stage.Worker is null ? "" : $" on {stage.Worker}";
        var duration = stage.StartedAt is { } start ? $" for {Durations.Elapsed(now - start)}" : "";
        return stage.Attempts > 1 ? $"{Capital(Ordinal(stage.Attempts))} attempt, running{duration}{worker}." : $"Running{duration}{worker}.";
    }

    private static Station Reached(ChangeStatus change, StageStatus stage, string title, string text) =>
        new(title, stage.State == StageState.Skipped ? StationState.Skipped : StationState.Done, text)
        {
            At = stage.FinishedAt,
            After = stage.FinishedAt - change.RequestedAt,
        };

    private static StationState StateOf(ChangeStatus change, StageStatus stage, StageStatus before) => stage.State switch
    {
        // The stages of a superseded change are ticked off with those of the later one; it has not itself come to pass.
        StageState.Done when change.SupersededBy is not null => StationState.Skipped,
        StageState.Done => StationState.Done,
        StageState.Skipped => StationState.Skipped,
        StageState.Failed => StationState.Stopped,
        StageState.Running => StationState.Running,
        _ when stage.IsRetrying() => StationState.Retrying,
        _ => before.IsOver() ? StationState.Waiting : StationState.Ahead,
    };

    /// <summary>first, second, third; above ten in figures.</summary>
    public static string Ordinal(int number) => number switch
    {
        1 => "first",
        2 => "second",
        3 => "third",
        4 => "fourth",
        5 => "fifth",
        6 => "sixth",
        7 => "seventh",
        8 => "eighth",
        9 => "ninth",
        10 => "tenth",
        _ when number % 100 is 11 or 12 or 13 => $"{number}th",
        _ => (number % 10) switch { 1 => $"{number}st", 2 => $"{number}nd", 3 => $"{number}rd", _ => $"{number}th" },
    };

    private static string Cardinal(int attempts) => attempts == 1 ? "one attempt" : $"{attempts} attempts";

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
