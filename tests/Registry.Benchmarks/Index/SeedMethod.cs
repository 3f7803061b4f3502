using System.Diagnostics;
using LibGit2Sharp;

namespace Registry.Benchmarks.Index;

/// <summary>
/// The obvious way to keep a git index, which is what this registry began with: a work tree of its own; for each job fetch, <c>reset --hard</c>, write,
/// stage, commit, push.
/// </summary>
internal sealed class SeedMethod : IDisposable
{
    private const string Branch = "master";

    private static readonly Identity Committer = new("Bench", "bench@localhost");

    private readonly Repository _repository;

    private SeedMethod(string checkout) => _repository = new Repository(checkout);

    public static async Task<Samples> MeasureAsync(string index, string directory, int crates, int jobs, CancellationToken cancellationToken)
    {
        // The seed pushes, so it gets a remote of its own.
        var remote = Path.Combine(directory, "seed-remote.git");
        var checkout = Path.Combine(directory, "seed-checkout");
        await BenchGit.RunAsync(["clone", "--quiet", "--bare", index, remote], cancellationToken);
        await BenchGit.RunAsync(["clone", "--quiet", "--branch", Branch, remote, checkout], cancellationToken);
        try
        {
            using var seed = new SeedMethod(checkout);
            var random = new Random(1);
            var samples = new Samples();
            for (var job = 0; job <= jobs; job++)
            {
                var number = random.Next(crates);
                var clock = Stopwatch.StartNew();
                seed.Run(SyntheticCrate.Path(number), SyntheticCrate.Content(number, Guid.NewGuid()));
                // The first one warms up.
                if (job > 0)
                    samples.Add(clock.Elapsed);
            }

            return samples;
        }
        finally
        {
            Directory.Delete(checkout, recursive: true);
            Directory.Delete(remote, recursive: true);
        }
    }

    public void Dispose() => _repository.Dispose();

    private void Run(string path, byte[] content)
    {
        var origin = _repository.Network.Remotes["origin"];
        Commands.Fetch(_repository, origin.Name, [$"+refs/heads/{Branch}:refs/remotes/origin/{Branch}"], new FetchOptions(), logMessage: null);
        _repository.Reset(ResetMode.Hard, _repository.Branches[$"origin/{Branch}"].Tip);
        File.WriteAllBytes(Path.Combine(_repository.Info.WorkingDirectory, path), content);
        Commands.Stage(_repository, path);
        var committer = new Signature(Committer, TimeProvider.System.GetUtcNow());
        _repository.Commit("Publish", committer, committer);
        _repository.Network.Push(origin, $"refs/heads/{Branch}", new PushOptions());
    }
}
