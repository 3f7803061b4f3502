using Registry.App.Ui;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>How an attempt ended, as a person reads it.</summary>
internal static class AttemptWords
{
    public static (Tone Tone, string Word) Of(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Done => (Tone.Live, "Done"),
        AttemptOutcome.Lost => (Tone.Retrying, "Lost its worker"),
        AttemptOutcome.Postponed => (Tone.Waiting, "Asked for another time"),
        AttemptOutcome.Stopped => (Tone.Stopped, "Stopped"),
        _ => (Tone.Retrying, "Failed"),
    };
}
