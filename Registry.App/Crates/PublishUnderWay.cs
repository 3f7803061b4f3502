using Registry.App.Changes;

namespace Registry.App.Crates;

/// <summary>A publish that a page about the crate tells of.</summary>
public sealed record PublishUnderWay(string Version, ChangeGlance Change)
{
    /// <summary>Whether the page of the crate says a word of it.</summary>
    public bool IsWorthTelling => Change.Stopped ? !Change.Usable : !Change.Superseded && Change.Headline.Word is not "Deleted since" and not "Yanked since";

    /// <summary>What is said, after the number of the version.</summary>
    public string Words => Change switch
    {
        { Usable: true, Over: true } => "is published and can be used.",
        { Usable: true } => $"can be used; the last steps go on — {At}.",
        { Stopped: true } => $"is not published: the operators have stopped it at {At}.",
        { Headline.Tone: Ui.Tone.Retrying } => $"is being published — {At}, which is tried again by itself.",
        _ => $"is being published — {At}.",
    };

    private string At => $"step {Change.Step} of {ChangeGlance.Steps}";
}
