namespace Registry.App.Hosting.Postgres;

/// <summary>What the server said.</summary>
internal static class PostgresLog
{
    private const int Lines = 8;

    /// <summary>The end of what it wrote since it was started last, for an error message.</summary>
    public static string LastLines(PostgresHome home)
    {
        var files = new List<string> { home.StartLog };
        if (Directory.Exists(home.LogDirectory))
        {
            files.AddRange(Directory.EnumerateFiles(home.LogDirectory)
                .Where(file => File.GetLastWriteTimeUtc(file) >= File.GetLastWriteTimeUtc(home.StartLog))
                .OrderByDescending(File.GetLastWriteTimeUtc)
                .Take(1));
        }

        return string.Join(Environment.NewLine, files.Where(File.Exists).SelectMany(file => File.ReadLines(file).TakeLast(Lines)));
    }
}
