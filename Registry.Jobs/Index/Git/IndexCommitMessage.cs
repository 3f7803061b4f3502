using System.Text;
using Registry.Data.Changes;

namespace Registry.Jobs.Index.Git;

/// <summary>A change that a commit brings into the index.</summary>
internal readonly record struct CommittedChange(string Crate, string Version, ChangeKind Kind);

/// <summary>What the log of the index says about a commit.</summary>
internal static class IndexCommitMessage
{
    /// <summary>One line for one change; for several a line that counts them, and a list.</summary>
    public static string For(IReadOnlyList<CommittedChange> changes)
    {
        if (changes.Count == 0)
            return "Bring the index up to date\n";
        if (changes.Count == 1)
            return Line(changes[0]) + "\n";

        var message = new StringBuilder(Summary(changes)).Append("\n\n");
        foreach (var change in changes)
            message.Append("- ").Append(Line(change)).Append('\n');
        return message.ToString();
    }

    private static string Summary(IReadOnlyList<CommittedChange> changes)
    {
        var crates = changes.Select(change => change.Crate).Distinct(StringComparer.Ordinal).Count();
        var of = crates == 1 ? $"`{changes[0].Crate}`" : $"{crates} crates";
        var kind = changes[0].Kind;
        return changes.All(change => change.Kind == kind)
            ? $"{Verb(kind)} {changes.Count} versions of {of}"
            : $"Apply {changes.Count} changes to {of}";
    }

    private static string Line(CommittedChange change) => $"{Verb(change.Kind)} `{change.Crate}` {change.Version}";

    private static string Verb(ChangeKind kind) => kind switch
    {
        ChangeKind.Publish => "Publish",
        ChangeKind.Yank => "Yank",
        ChangeKind.Unyank => "Unyank",
        ChangeKind.Delete => "Delete",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
