using Registry.App.Ui;

namespace Registry.App.Admin.Index;

/// <summary>What the page says of what can be done to the index.</summary>
internal static class UpkeepWords
{
    public static (string Title, string Means, string Button) Of(UpkeepTask task) => task switch
    {
        UpkeepTask.Verify => (
            "Verify", "Compares both indexes and a sample of the stored files with the database. Nothing is changed.", "Verify"),
        UpkeepTask.Repair => (
            "Repair", "Compares them too, and has jobs write again what differs. Running it twice does no harm.", "Repair"),
        UpkeepTask.Gc => (
            "Pack", "Packs the objects of the git index, so that it is small and clones are quick. It happens by itself when needed.", "Pack"),
        _ => ("Squash", "Collapses the history of the git index into one commit of the same files.", "Squash…"),
    };

    /// <summary>How it stands.</summary>
    public static (Tone Tone, string Word) Of(UpkeepState state) => state switch
    {
        { Job: { Word: "Stopped" } } => (Tone.Stopped, "Stopped"),
        { Job.Hold: { } hold } => (Tone.Retrying, hold.Word),
        { Job: { LastError: not null, Word: var word } } => (Tone.Retrying, word),
        { Job.Word: "Running" } => (Tone.Running, "Running"),
        { Job: { Word: var word } } => (Tone.Waiting, word),
        { Run: null } => (Tone.Waiting, "Never done"),
        { Run.Outcome: "healthy", Task: UpkeepTask.Verify } => (Tone.Live, "No difference"),
        { Run.Outcome: "healthy" } => (Tone.Live, "Done"),
        { Run.Outcome: "unhealthy", Task: UpkeepTask.Verify } => (Tone.Stopped, "Differences"),
        { Run.Outcome: "unhealthy" } => (Tone.Stopped, "Not all mended"),
        { Run.Outcome: "unknown" } => (Tone.Retrying, "Ended early"),
        { Run.Outcome: "failed" } => (Tone.Stopped, "Failed"),
        _ => (Tone.Retrying, "Did not end"),
    };
}
