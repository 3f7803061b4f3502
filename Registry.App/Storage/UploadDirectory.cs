namespace Registry.App.Storage;

/// <summary>Where uploads are received before they are stored.</summary>
internal sealed class UploadDirectory(string path)
{
    private const string Suffix = ".upload";

    /// <summary>A path that no file has.</summary>
    public string NewFile()
    {
        DurableDirectory.Create(path);
        return Path.Combine(path, $"{Guid.NewGuid():N}{Suffix}");
    }

    /// <summary>Deletes uploads that nothing has written to since then: what a killed process left. Returns how many they were.</summary>
    public int DeleteStale(DateTimeOffset before)
    {
        var stale = Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles($"*{Suffix}").Where(file => file.LastWriteTimeUtc < before.UtcDateTime).ToList()
            : [];
        foreach (var file in stale)
            file.Delete();
        return stale.Count;
    }
}
