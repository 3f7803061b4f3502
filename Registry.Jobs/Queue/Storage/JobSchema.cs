namespace Registry.Jobs.Queue;

/// <summary>The queue's tables, as SQL that a migration of the application runs.</summary>
public static class JobSchema
{
    /// <summary>Creates the tables of the first version.</summary>
    public static string Version1 => Read("001_background_jobs.sql");

    /// <summary>Lets jobs be stopped and put back, tells why they are gone, and keeps when they failed.</summary>
    public static string Version2 => Read("002_acts.sql");

    /// <summary>All of them in their order, for a database without any.</summary>
    public static string All => Version1 + Version2;

    private static string Read(string file)
    {
        var name = $"Registry.Jobs.Queue.Storage.Schema.{file}";
        using var stream = typeof(JobSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
