using System.Globalization;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>How the objects of the git index are kept.</summary>
/// <param name="Loose">Objects in files of their own.</param>
/// <param name="Packs">Packs.</param>
/// <param name="Bytes">What both take.</param>
internal readonly record struct ObjectStore(int Loose, int Packs, long Bytes)
{
    public static ObjectStore Of(string repository)
    {
        var objects = new DirectoryInfo(Path.Combine(repository, "objects"));
        var loose = objects.EnumerateDirectories("??").SelectMany(directory => directory.EnumerateFiles()).ToList();
        var packed = objects.EnumerateDirectories("pack").SelectMany(directory => directory.EnumerateFiles()).ToList();
        return new ObjectStore(loose.Count, packed.Count(file => file.Extension == ".pack"), loose.Concat(packed).Sum(Length));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Loose} loose objects, {Packs} packs, {Bytes / 1024.0 / 1024.0:0.0} MiB");

    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // A writer's temporary file, or what a repack has just replaced.
            return 0;
        }
    }
}

/// <summary>What a packing came to.</summary>
/// <param name="Before">What was found.</param>
/// <param name="After">What is there now.</param>
/// <param name="Full">Whether everything was packed anew.</param>
internal sealed record PackingReport(ObjectStore Before, ObjectStore After, bool Full);
