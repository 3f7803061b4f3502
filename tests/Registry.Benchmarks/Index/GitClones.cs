using System.Diagnostics;
using Registry.Jobs.Index.Git;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>Clients of <c>/git/index</c>.</summary>
internal sealed class GitClones(Uri registry) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private int _clones;

    private string Last => Path.Combine(_directory.Path, FormattableString.Invariant($"{_clones}.git"));

    /// <summary>Fetches everything.</summary>
    public Task<TimeSpan> CloneAsync(CancellationToken cancellationToken)
    {
        if (_clones > 0)
            Directory.Delete(Last, recursive: true);
        _clones++;
        return GitAsync(["clone", "--quiet", "--bare", new Uri(registry, "git/index").AbsoluteUri, Last], cancellationToken);
    }

    /// <summary>Asks the last clone's registry for news, of which there are none.</summary>
    public Task<TimeSpan> CheckAsync(CancellationToken cancellationToken) =>
        GitAsync(["--git-dir", Last, "fetch", "--quiet"], cancellationToken);

    public void Dispose() => _directory.Dispose();

    private static async Task<TimeSpan> GitAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        (await ProgramResult.RunAsync(GitExecutable.Find().Command(arguments), cancellationToken)).Succeeded();
        return clock.Elapsed;
    }
}
