using Registry.App.Changes;
using Registry.App.Ui;

namespace Registry.App.Crates;

/// <summary>How a version stands, in a word with its mark.</summary>
public sealed record Standing(Tone Tone, string Word)
{
    public static Standing Usable { get; } = new(Tone.Live, "Usable");

    public static Standing Yanked { get; } = new(Tone.Stopped, "Yanked");

    public static Standing Deleted { get; } = new(Tone.Stopped, "Deleted");

    /// <summary>Where its publish stands; without one that is known, only that it goes on.</summary>
    public static Standing Publishing(Headline? headline) =>
        headline is null ? new(Tone.Waiting, "Being published") : new(headline.Tone, headline.Word);

    public static Standing Of(bool published, bool yanked, bool deleted, Headline? publishing) => (published, yanked, deleted) switch
    {
        (_, _, true) => Deleted,
        (false, _, _) => Publishing(publishing),
        (_, true, _) => Yanked,
        _ => Usable,
    };
}
