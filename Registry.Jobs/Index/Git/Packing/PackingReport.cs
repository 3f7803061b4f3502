using System.Globalization;
using System.IO.Enumeration;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>How the objects of the git index are kept.</summary>
/// <param name="Loose">Objects in files of their own.</param>
/// <param name="Packs">Packs.</param>
/// <param name="Bytes">What both take.</param>
internal readonly record struct ObjectStore(int Loose, int Packs, long Bytes)
{
    public static ObjectStore Of(string repository)
    {
        var (loose, packs, bytes) = (0, 0, 0L);
        var objects = Path.Combine(repository, "objects");
        foreach (var (_, length) in Directory.EnumerateDirectories(objects, "??").SelectMany(Files))
            (loose, bytes) = (loose + 1, bytes + length);
        foreach (var (isPack, length) in Files(Path.Combine(objects, "pack")))
            (packs, bytes) = (packs + (isPack ? 1 : 0), bytes + length);
        return new ObjectStore(loose, packs, bytes);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Loose} loose objects, {Packs} packs, {Bytes / 1024.0 / 1024.0:0.0} MiB");

    /// <summary>
    /// One after the other and without their names, as there may be hundreds of thousands. What a repack has replaced in the meantime has no length.
    /// </summary>
    private static FileSystemEnumerable<(bool IsPack, long Length)> Files(string directory) =>
        new(directory, static (ref file) => (file.FileName.EndsWith(".pack", StringComparison.Ordinal), file.Length));
}

/// <summary>What a packing came to.</summary>
/// <param name="Before">What was found.</param>
/// <param name="After">What is there now.</param>
/// <param name="Full">Whether everything was packed anew.</param>
internal sealed record PackingReport(ObjectStore Before, ObjectStore After, bool Full);
