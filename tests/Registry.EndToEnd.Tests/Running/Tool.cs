namespace Registry.EndToEnd.Tests.Running;

/// <summary>Programs that the tests drive and that a machine may lack.</summary>
internal static class Tool
{
    /// <summary>The full path of a program. Without it the test is skipped; it fails when CI is set to true.</summary>
    public static string Find(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
        if (found is not null)
            return found;
        var reason = $"`{name}` is not on the PATH.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
        throw new FileNotFoundException(reason);
    }
}
