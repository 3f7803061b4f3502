using Registry.Data.Changes;
using Registry.Jobs.Monitoring;

namespace Registry.Jobs.Mail.Notices;

/// <summary>What is mailed of changes, in the words of their status pages.</summary>
internal sealed class NoticeText(PublicUrl publicUrl)
{
    /// <summary>Of more there is only the number.</summary>
    public const int MostNamed = 50;

    /// <param name="login">Whom it is for.</param>
    /// <param name="notice">What has become of the changes.</param>
    /// <param name="changes">The changes, with crate and version; one at least.</param>
    /// <param name="reasons">Why operators have stopped them, by crate, where that is known.</param>
    public (string Subject, string Body) Of(
        string login, ChangeNotice notice, IReadOnlyList<IndexChange> changes, IReadOnlyDictionary<long, string> reasons)
    {
        var what = changes.Count == 1 ? NameOf(changes[0]) : Words.Count(changes.Count, "change", "changes");
        var one = changes.Count == 1;
        var (subject, sentence) = notice switch
        {
            ChangeNotice.Late => (
                $"{what}: {(one ? "it takes" : "they take")} longer than usual",
                $"what you asked for takes longer than it should. Nothing is lost: {(one ? "it is" : "they are")} tried again until it works, and you are "
                + "mailed when cargo sees the result. There is nothing for you to do."),
            ChangeNotice.Stopped when reasons.Count == 0 => (
                $"{what}: stopped",
                "nothing in the registry goes on with what you asked for, as its operators are told. Ask them to take it up again, and give them the link."),
            ChangeNotice.Stopped => (
                $"{what}: stopped by the operators",
                "the operators of the registry have stopped what you asked for. It is not tried again by itself. Ask them to take it up again, and "
                + "give them the link."),
            _ => (
                $"{what}: usable now",
                $"what you were mailed about before has come to pass: cargo sees {(one ? "it" : "them")} now. There is nothing for you to do."),
        };
        var more = changes.Count > MostNamed ? $"\n… and {changes.Count - MostNamed} more\n" : "";
        return (subject, $"""
            Hello {login},

            {sentence}

            {string.Join('\n', changes.Take(MostNamed).Select(change => Entry(change, reasons.GetValueOrDefault(change.CrateId))))}{more}
            """);
    }

    private string Entry(IndexChange change, string? reason) =>
        $"{NameOf(change)}{Remark(change, reason)}\n{publicUrl.Base}/changes/{change.PublicId}\n";

    private static string? Remark(IndexChange change, string? reason) =>
        change.SupersededById is not null ? ": a later request took its place" : reason is null ? null : $" (“{reason}”)";

    private static string NameOf(IndexChange change) => $"{Deed(change.Kind)} {change.Crate!.Name} {change.Version!.Number}";

    private static string Deed(ChangeKind kind) => kind switch
    {
        ChangeKind.Publish => "publish",
        ChangeKind.Yank => "yank",
        ChangeKind.Unyank => "unyank",
        _ => "delete",
    };
}
