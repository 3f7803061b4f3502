using System.Diagnostics;
using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>Clients of <c>/git/index</c>.</summary>
/// <param name="registry">What they clone.</param>
/// <param name="modest">Whether they yield to all else, as they would if they ran on machines of their own.</param>
internal sealed class GitClones(Uri registry, bool modest = false) : IDisposable
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

    private async Task<TimeSpan> GitAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await BenchGit.RunAsync(arguments, cancellationToken, modest);
        return clock.Elapsed;
    }
}
