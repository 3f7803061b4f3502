namespace Registry.EndToEnd.Tests.Running;

/// <summary>Programs that the tests drive and that a machine may lack.</summary>
internal static class Tool
{
    /// <summary>The full path of a program. Without it the test is skipped; it fails when CI is set to true.</summary>
    /// <param name="names">What it is called on different systems.</param>
    public static string Find(params string[] names)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var found = names.SelectMany(name => directories.Select(directory => Path.Combine(directory, name))).FirstOrDefault(File.Exists);
        if (found is not null)
            return found;
        var reason = $"`{names[0]}` is not on the PATH.";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
        throw new FileNotFoundException(reason);
    }
}
