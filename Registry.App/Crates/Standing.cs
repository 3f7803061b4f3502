using Registry.App.Changes;
using Registry.App.Ui;

namespace Registry.App.Crates;

/// <summary>How a version stands, in a word with its mark.</summary>
public sealed record Standing(Tone Tone, string Word)
{
    public static Standing Usable { get; } = new(Tone.Live, "Usable");

    public static Standing Yanked { get; } = new(Tone.Stopped, "Yanked");

    public static Standing Deleted { get; } = new(Tone.Stopped, "Deleted");

    /// <summary>Its publish, while cargo does not see it yet.</summary>
    public ChangeGlance? Change { get; init; }

    /// <summary>Where its publish stands; without one that is known, only that it goes on.</summary>
    public static Standing Publishing(ChangeGlance? change) =>
        change is null ? new(Tone.Waiting, "Being published") : new(change.Headline.Tone, change.Headline.Word) { Change = change };

    public static Standing Of(bool published, bool yanked, bool deleted, ChangeGlance? publishing) => (published, yanked, deleted) switch
    {
        (_, _, true) => Deleted,
        (false, _, _) => Publishing(publishing),
        (_, true, _) => Yanked,
        _ => Usable,
    };
}
