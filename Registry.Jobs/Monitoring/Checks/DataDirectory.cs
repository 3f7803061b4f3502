namespace Registry.Jobs.Monitoring.Checks;

/// <summary>The data directory of this node, and a name for it that is the same on all nodes that share it.</summary>
internal sealed class DataDirectory
{
    private readonly Lazy<string> _id;

    public DataDirectory(string path)
    {
        Path = path;
        _id = new(ReadOrMakeId);
    }

    public string Path { get; }

    /// <summary>Kept in a file of the directory; where that cannot be written, the machine's name.</summary>
    public string Id => _id.Value;

    private string ReadOrMakeId()
    {
        var file = System.IO.Path.Combine(Path, "directory-id");
        try
        {
            if (!File.Exists(file))
                Make(file);
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName;
        }
    }

    /// <summary>Another node may make it at the same moment; the first one's stays.</summary>
    private static void Make(string file)
    {
        var mine = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllText(mine, $"{Guid.NewGuid():N}\n");
        try
        {
            File.Move(mine, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(mine);
        }
    }
}
