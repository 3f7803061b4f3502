using Registry.Data.Changes;
using Registry.Data.Crates;

namespace Registry.Jobs.Index.Sparse;

/// <summary>Applies what was asked of a version, in the order of the requests, in whatever order the jobs run.</summary>
internal static class WaitingChanges
{
    /// <param name="version">The version.</param>
    /// <param name="waiting">Its changes that are not applied yet.</param>
    /// <param name="now">When they are.</param>
    public static void Apply(CrateVersion version, IEnumerable<IndexChange> waiting, DateTimeOffset now)
    {
        var changes = waiting.OrderBy(change => change.Sequence).ToList();
        if (changes.Find(change => change.Kind == ChangeKind.Delete) is { } deletion)
        {
            Delete(version, now);
            Supersede(changes.Where(change => change != deletion), deletion);
            return;
        }

        // A deletion is for good, whatever else was asked for since.
        if (version.DeletedAt is not null)
            return;
        if (changes.Exists(change => change.Kind == ChangeKind.Publish))
            version.PublishedAt ??= now;
        var yanks = changes.FindAll(change => change.Kind != ChangeKind.Publish);
        foreach (var change in yanks)
            Yank(version, change);
        if (yanks.Count > 0)
            Supersede(yanks.SkipLast(1), yanks[^1]);
    }

    private static void Delete(CrateVersion version, DateTimeOffset now)
    {
        version.DeletedAt ??= now;
        version.PublishedAt = null;
        version.YankMessage = null;
    }

    private static void Yank(CrateVersion version, IndexChange change)
    {
        version.Yanked = change.Kind == ChangeKind.Yank;
        if (!version.Yanked)
            version.YankMessage = null;
        else if (change.Message is { } message)
            version.YankMessage = message.Length == 0 ? null : message;
    }

    private static void Supersede(IEnumerable<IndexChange> changes, IndexChange by)
    {
        foreach (var change in changes)
            change.SupersededById = by.Id;
    }
}
