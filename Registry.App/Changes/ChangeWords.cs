using Registry.Data.Changes;

namespace Registry.App.Changes;

/// <summary>What differs in words between a publish, a yank, an unyank and a deletion.</summary>
public sealed record ChangeWords
{
    /// <summary>One word for "it has come to pass".</summary>
    public required string UsableWord { get; init; }

    public required string RequestedBy { get; init; }

    public required string Superseded { get; init; }

    public required string Staged { get; init; }

    public required string Waiting { get; init; }

    /// <summary>How things stand while only the operators can let it go on.</summary>
    public required Func<Hold, string> Held { get; init; }

    public required string Running { get; init; }

    /// <summary>How things stand while an attempt has failed.</summary>
    public required string NotYet { get; init; }

    public required string Usable { get; init; }

    /// <summary>The station at which cargo sees it.</summary>
    public required string Arrival { get; init; }

    public required string ArrivalMeans { get; init; }

    public required string Checked { get; init; }

    public static ChangeWords Of(ChangeStatus change)
    {
        var words = OfKind(change);
        return change.Details.Deleted && change.Kind != ChangeKind.Delete ? words.DeletedSince(change.Version) : words;
    }

    private static ChangeWords OfKind(ChangeStatus change) => change.Kind switch
    {
        ChangeKind.Publish => Publish(change.Details.Yanked),
        ChangeKind.Yank => Yank(change.Version, change.Details.Yanked),
        ChangeKind.Unyank => Unyank(change.Version, change.Details.Yanked),
        ChangeKind.Delete => Delete(change.Version),
        _ => throw new ArgumentOutOfRangeException(nameof(change), change.Kind, "No words for this kind of change."),
    };

    private ChangeWords DeletedSince(string version) => this with
    {
        UsableWord = "Deleted since",
        Usable = $"{version} has been deleted since: it is in no index any more, and cannot be downloaded.",
        Checked = "Read back: the version is deleted, and gone.",
    };

    private static ChangeWords Publish(bool yanked) => new()
    {
        UsableWord = yanked ? "Yanked since" : "Usable",
        RequestedBy = "Published by",
        Superseded = "A later request took the place of this one. Nothing for you to do.",
        Staged = "Your upload is safe. It is staged: it goes to the index once someone releases it.",
        Waiting = "Your upload is safe. It waits its turn; cargo will see this version shortly after.",
        Held = hold => $"Your upload is safe. {hold.Why}; your crate goes on {hold.Until}.",
        Running = "Your upload is safe. The index is being updated now; cargo will see this version in a moment.",
        NotYet = "Your upload is safe, but cargo cannot see this version yet.",
        Usable = yanked
            ? "It was published, and has been yanked since: cargo no longer picks it for new lock files."
            : "You can use it: cargo finds this version now.",
        Arrival = "Ready for cargo",
        ArrivalMeans = "Anyone can depend on it from here.",
        Checked = "Index entry and file fetched and compared: the checksum agrees.",
    };

    private static ChangeWords Yank(string version, bool yanked) => new()
    {
        UsableWord = yanked ? "Yanked" : "Unyanked since",
        RequestedBy = "Yanked by",
        Superseded = $"A later request for {version} took the place of this yank before it was applied. Nothing for you to do.",
        Staged = $"The yank is staged: {version} is yanked once someone releases it.",
        Waiting = $"Your yank is noted and waits its turn. Until then cargo may still pick {version}.",
        Held = hold => $"Your yank is noted. {hold.Why}; it goes on {hold.Until}. Until then cargo may still pick {version}.",
        Running = $"The index is being updated now; {version} will be yanked in a moment.",
        NotYet = $"Your yank is noted, but {version} is not yanked yet.",
        Usable = yanked
            ? $"{version} is yanked: cargo no longer picks it for new lock files. Projects that have it already keep working."
            : $"{version} was yanked, and has been brought back since.",
        Arrival = "Yanked for cargo",
        ArrivalMeans = "Cargo no longer picks it for new lock files from here.",
        Checked = "Index entry fetched: it says that the version is yanked.",
    };

    private static ChangeWords Unyank(string version, bool yanked) => new()
    {
        UsableWord = yanked ? "Yanked since" : "Unyanked",
        RequestedBy = "Unyanked by",
        Superseded = $"A later request for {version} took the place of this unyank before it was applied. Nothing for you to do.",
        Staged = $"The unyank is staged: {version} comes back once someone releases it.",
        Waiting = $"Your unyank is noted and waits its turn. Until then {version} stays yanked.",
        Held = hold => $"Your unyank is noted. {hold.Why}; it goes on {hold.Until}. Until then {version} stays yanked.",
        Running = $"The index is being updated now; {version} will be back in a moment.",
        NotYet = $"Your unyank is noted, but {version} is still yanked.",
        Usable = yanked
            ? $"{version} was brought back, and has been yanked again since."
            : $"{version} is back: cargo picks it for new lock files again.",
        Arrival = "Back for cargo",
        ArrivalMeans = "Anyone can depend on it again from here.",
        Checked = "Index entry fetched: it says that the version is not yanked.",
    };

    private static ChangeWords Delete(string version) => new()
    {
        UsableWord = "Deleted",
        RequestedBy = "Deleted by",
        Superseded = "A later request took the place of this one. Nothing for you to do.",
        Staged = $"The deletion is staged: {version} vanishes once someone releases it.",
        Waiting = $"Your request is noted and waits its turn. Until then cargo still finds {version}.",
        Held = hold => $"Your request is noted. {hold.Why}; it goes on {hold.Until}. Until then cargo still finds {version}.",
        Running = $"The index is being updated now; {version} will be gone in a moment.",
        NotYet = $"Your request is noted, but {version} is not deleted yet.",
        Usable = $"{version} is deleted: cargo does not find it any more. Its number is never given out again.",
        Arrival = "Gone for cargo",
        ArrivalMeans = "Cargo does not find it any more from here.",
        Checked = "Its file is removed; index and download answer that there is none.",
    };
}
