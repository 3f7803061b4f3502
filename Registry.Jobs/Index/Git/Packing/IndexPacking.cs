using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>
/// Packs the git index while it is written and read. Usually only what is new, in a geometric progression, so that each object is copied a
/// few times in its life; now and then everything, with what makes clones quick. Nothing is dropped that was used within a day: a writer's
/// objects are there before a branch names them. References are left alone, as packing them locks them.
/// </summary>
internal sealed partial class IndexPacking(IndexRepository repository, TimeProvider time, ILogger<IndexPacking> logger)
{
    private const string KeepFor = "1.day.ago";

    private static readonly TimeSpan FullAfter = TimeSpan.FromDays(7);

    private readonly PackingGit _git = new(repository.Path);

    public bool IsDue => PackingNeed.IsThere(repository.Path);

    /// <summary>The same, and nobody is told how far it is.</summary>
    public Task<PackingReport?> RunAsync(bool full, CancellationToken cancellationToken) => RunAsync(full, _ => Task.CompletedTask, cancellationToken);

    /// <param name="full">Everything, and not only what is new.</param>
    /// <param name="tell">Told what is being done, in words.</param>
    /// <param name="cancellationToken">Ends git too.</param>
    /// <returns>Null when another process is packing.</returns>
    public async Task<PackingReport?> RunAsync(bool full, Func<string, Task> tell, CancellationToken cancellationToken)
    {
        using var held = Hold();
        if (held is null)
            return null;
        var before = ObjectStore.Of(repository.Path);
        StaleFiles.Sweep(repository.Path, time.GetUtcNow());
        await MakeWholeAsync(cancellationToken);
        full |= !HasRecentBitmap();
        if (!full)
        {
            await tell("Packing what is new");
            await _git.RunAsync(["repack", "-q", "-n", "-d", "--geometric=2"], cancellationToken);

            // The large pack was among those that became one, and its bitmap is gone with it.
            full = !HasRecentBitmap();
        }

        if (full)
            await PackAllAsync(tell, cancellationToken);
        var report = new PackingReport(before, ObjectStore.Of(repository.Path), full);
        LogPacked(report.Before, report.After);
        return report;
    }

    /// <summary>
    /// A pack without its index fails each repack, and may not be removed while a writer may be about to add it. With an index, which says the same
    /// whoever writes it, it is a pack like others.
    /// </summary>
    private async Task MakeWholeAsync(CancellationToken cancellationToken)
    {
        foreach (var pack in StaleFiles.PacksWithoutIndex(repository.Path))
        {
            try
            {
                await _git.RunAsync(["index-pack", pack], cancellationToken);
            }
            catch (IOException unreadable)
            {
                LogNotWhole(pack, unreadable.Message);
            }
        }
    }

    private async Task PackAllAsync(Func<string, Task> tell, CancellationToken cancellationToken)
    {
        await tell("Packing everything");
        string[] unreachable = await KnowsCruftAsync(cancellationToken)
            ? ["--cruft", $"--cruft-expiration={KeepFor}"]
            : ["-a", "--keep-unreachable"];
        await _git.RunAsync(["repack", "-q", "-n", "-d", .. unreachable, "--write-bitmap-index"], cancellationToken);
        await tell("Dropping what has not been used for a day");
        await _git.RunAsync(["prune", $"--expire={KeepFor}"], cancellationToken);
        await tell("Writing the graph of the commits");
        if (!File.Exists(StaleFiles.GraphLock(repository.Path)))
            await _git.RunAsync(["commit-graph", "write", "--reachable", "--no-progress"], cancellationToken);
    }

    private bool HasRecentBitmap() => Directory.EnumerateFiles(Path.Combine(repository.Path, "objects", "pack"), "*.bitmap")
        .Any(bitmap => time.GetUtcNow() - File.GetLastWriteTimeUtc(bitmap) < FullAfter);

    /// <summary>The system takes the lock back from a process that dies.</summary>
    private FileStream? Hold()
    {
        try
        {
            return File.Open(Path.Combine(repository.Path, "registry-packing"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Git 2.37 and later keep what no reference names in a pack of its own, and know how old each object is.</summary>
    private async Task<bool> KnowsCruftAsync(CancellationToken cancellationToken)
    {
        var version = VersionPattern().Match(await _git.RunAsync(["version"], cancellationToken));
        return version.Success && System.Version.Parse(version.Value) >= new System.Version(2, 37);
    }

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex VersionPattern();

    [LoggerMessage(1, LogLevel.Information, "Packed the git index: before {Before}; now {After}")]
    private partial void LogPacked(ObjectStore before, ObjectStore after);

    [LoggerMessage(2, LogLevel.Warning, "{Pack} has no index, and cannot be given one: {Reason}")]
    private partial void LogNotWhole(string pack, string reason);
}
