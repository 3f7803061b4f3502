namespace Registry.Jobs.Index.Git.Packing;

/// <summary>
/// What killed processes left in the object database. Whoever is still at work has written to its files within the last day. Called by
/// the one that packs.
/// </summary>
internal static class StaleFiles
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);
    private static readonly TimeSpan LockAge = TimeSpan.FromMinutes(1);

    /// <summary>Where git writes the commit graph; while the file is there, nobody else can.</summary>
    public static string GraphLock(string repository) => Path.Combine(repository, "objects", "info", "commit-graph.lock");

    public static void Sweep(string repository, DateTimeOffset now)
    {
        var objects = Path.Combine(repository, "objects");
        Delete(Temporary(objects, "tmp_*"), now - Age);
        foreach (var directory in Directory.EnumerateDirectories(objects, "??"))
            Delete(Temporary(directory, "tmp_*"), now - Age);

        // A repack that was killed leaves its packs under names that git takes for packs, and later repacks trip over them. None is at work
        // now; should one be after all, it fails before it removes anything.
        var packs = Path.Combine(objects, "pack");
        Delete(Temporary(packs, ".tmp-*"), DateTimeOffset.MaxValue);
        Delete(Temporary(packs, "tmp_*"), now - Age);
        Delete(PacksWithoutIndex(repository), now - Age);
        Delete([GraphLock(repository)], now - LockAge);
    }

    /// <summary>Of a git that was killed while it removed them, or of a writer that is about to write the index.</summary>
    public static IReadOnlyList<string> PacksWithoutIndex(string repository) =>
        [.. Temporary(Path.Combine(repository, "objects", "pack"), "pack-*.pack").Where(pack => !File.Exists(Path.ChangeExtension(pack, ".idx")))];

    private static IEnumerable<string> Temporary(string directory, string pattern) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, pattern) : [];

    private static void Delete(IEnumerable<string> files, DateTimeOffset before)
    {
        foreach (var file in files.ToList())
        {
            // A file that is gone has a time long past, and deleting it is no error.
            if (File.GetLastWriteTimeUtc(file) < before.UtcDateTime)
                File.Delete(file);
        }
    }
}
