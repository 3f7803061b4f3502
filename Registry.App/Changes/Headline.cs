using Registry.App.Ui;

namespace Registry.App.Changes;

/// <summary>The answer to "can I use it, must I do something?": a state, a word for it, and a sentence or two.</summary>
public sealed record Headline(Tone Tone, string Word, string Sentence)
{
    private const string Idle = "Nothing for you to do.";

    private static readonly TimeSpan WorryAfter = TimeSpan.FromSeconds(10);

    /// <summary>So long after cargo saw it.</summary>
    private static readonly TimeSpan WorryAboutGitAfter = TimeSpan.FromSeconds(30);

    public static Headline Of(ChangeStatus change, DateTimeOffset now)
    {
        var words = ChangeWords.Of(change);
        if (change.SupersededBy is not null)
            return new(Tone.Waiting, "Superseded", words.Superseded);
        if (change.Usable)
            return new(Tone.Live, words.UsableWord, $"{words.Usable} {AfterUsable(change, now)}");
        if (change.State == ChangeState.Staged)
            return new(Tone.Waiting, "Staged", $"{words.Staged} {Idle}");
        if (change.State == ChangeState.Failed)
            return new(Tone.Stopped, "Stopped", $"{words.NotYet} {WhoStopped(change)}; ask them to take it up again, and give them the id of this change.");

        var sparse = change[StageName.SparseIndex];
        var headline = sparse switch
        {
            { State: StageState.Running } => new Headline(Tone.Running, "Updating the index", $"{words.Running} {Idle}"),
            { Hold: { } hold } when sparse.IsRetrying() =>
                new(Tone.Retrying, "Retrying", $"{words.NotYet} The last attempt failed. {hold.Why}; the next one comes {hold.Until}. {Idle}"),
            _ when sparse.IsRetrying() =>
                new(Tone.Retrying, "Retrying", $"{words.NotYet} The last attempt failed, and the next one comes by itself. {Idle}"),
            { Hold: { } hold } => new(Tone.Waiting, "Waiting", $"{words.Held(hold)} {Idle}"),
            _ => new(Tone.Waiting, "Waiting", $"{words.Waiting} {Idle}"),
        };
        return IsSlow(change, now)
            ? headline with { Sentence = $"{headline.Sentence} This is taking longer than usual. Nothing is lost; you can close this page." }
            : headline;
    }

    // A change that was held back counts from its release.
    private static bool IsSlow(ChangeStatus change, DateTimeOffset now) =>
        now - (change[StageName.Queued].StartedAt ?? change.RequestedAt) >= WorryAfter;

    /// <summary>A job may be gone otherwise, which the operators are told too.</summary>
    private static string WhoStopped(ChangeStatus change) => change.Stages.Any(stage => stage.Stop is { Reason: null })
        ? "Nothing goes on with it, as the operators are told"
        : "The operators have stopped it";

    private static bool IsGitSlow(ChangeStatus change, DateTimeOffset now) =>
        !change[StageName.GitIndex].IsOver() && now - change[StageName.SparseIndex].FinishedAt >= WorryAboutGitAfter;

    private static string AfterUsable(ChangeStatus change, DateTimeOffset now) => change.State switch
    {
        ChangeState.Done => "Nothing is left to do.",
        ChangeState.Failed => $"{WhoStopped(change)} at a later step. {Idle}",
        _ when change.Hold() is { } hold =>
            $"{hold.Why}; the last steps go on {hold.Until}. {Idle}",
        _ when change[StageName.GitIndex].IsRetrying() => $"The git index is behind, and is tried again by itself. {Idle}",
        _ when IsGitSlow(change, now) => $"The git index is slower than usual; cargo is not affected, unless it reads the index through git. {Idle}",
        _ => $"The last steps finish by themselves. {Idle}",
    };
}
