using Registry.Jobs.Index.Git.Packing;

namespace Registry.App.Storage;

/// <summary>Directories whose entries survive a power cut.</summary>
internal static class DurableDirectory
{
    private static readonly Lock Creation = new();

    /// <summary>Creates the directory with all its parents. Who finds it there may rely on it as much as who created it.</summary>
    public static void Create(string path)
    {
        lock (Creation)
            CreateMissing(path);
    }

    private static void CreateMissing(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } parent)
            return;
        CreateMissing(parent);
        Directory.CreateDirectory(path);
        FlushedDirectory.Flush(parent);
    }
}
