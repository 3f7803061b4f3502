namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>Where the source of the queue is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Package => Path.Combine(Root, "Registry.Jobs", "Queue");

    private static string Find(string directory) => File.Exists(Path.Combine(directory, "Registry.sln"))
        ? directory
        : Find(Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("The tests run outside the repository."));
}
