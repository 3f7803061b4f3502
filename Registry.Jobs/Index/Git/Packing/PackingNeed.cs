namespace Registry.Jobs.Index.Git.Packing;

/// <summary>Whether there is enough to pack. The look costs two listings of directories, so it can follow each commit.</summary>
internal static class PackingNeed
{
    // A commit of one crate makes five loose objects. Their names are hashes, so a 256th of all of them is in each directory.
    private const int LooseObjectsInOne = 20;
    private const string One = "17";

    // Far above what a geometric repack leaves, which is less than the binary logarithm of the number of objects.
    private const int Packs = 60;

    public static bool IsThere(string repository) =>
        Count(Path.Combine(repository, "objects", One), "*") > LooseObjectsInOne
        || Count(Path.Combine(repository, "objects", "pack"), "*.pack") > Packs;

    private static int Count(string directory, string pattern)
    {
        try
        {
            return Directory.EnumerateFiles(directory, pattern).Count();
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }
}
