namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>Looks whether a repository has all that its newest commit is made of.</summary>
internal sealed class MirrorCheck(TimeProvider time)
{
    /// <summary>It reads every directory, and says nothing meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Lazy<GitExecutable> _git = new(GitExecutable.Find);

    public async Task<bool> IsWholeAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var command = _git.Value.Command("--git-dir", repository, "rev-list", "--objects", "--no-walk", "--quiet", reference, "--");
        return (await new RemoteProcess(command, Patience, time).RunAsync(cancellationToken)).ExitCode == 0;
    }
}
