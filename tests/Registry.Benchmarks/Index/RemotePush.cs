namespace Registry.Benchmarks.Index;

/// <summary>The push that follows each commit where there is a remote, by git itself.</summary>
internal static class RemotePush
{
    public static Task CreateAsync(string repository, string remote, CancellationToken cancellationToken) =>
        BenchGit.RunAsync(["clone", "--quiet", "--bare", repository, remote], cancellationToken);

    public static Task RunAsync(string repository, string remote, CancellationToken cancellationToken) =>
        BenchGit.RunAsync(["--git-dir", repository, "push", "--quiet", "--porcelain", remote, "refs/heads/master"], cancellationToken);
}
