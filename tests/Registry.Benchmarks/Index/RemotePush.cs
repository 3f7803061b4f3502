using Registry.Jobs.Index.Git;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>The push that follows each commit where there is a remote, by git itself.</summary>
internal static class RemotePush
{
    public static async Task RunAsync(string repository, string remote, CancellationToken cancellationToken)
    {
        var push = GitExecutable.Find().Command("--git-dir", repository, "push", "--quiet", "--porcelain", remote, "refs/heads/master");
        (await ProgramResult.RunAsync(push, cancellationToken)).Succeeded();
    }
}
