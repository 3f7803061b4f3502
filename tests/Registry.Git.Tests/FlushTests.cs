using Xunit;

namespace Registry.Git.Tests;

/// <summary>Watches the system calls of a writer.</summary>
public sealed class FlushTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task What_was_acknowledged_is_on_disk()
    {
        await _sandbox.SeedAsync();
        var (commit, trace) = await RunAsync(files: 2);
        var named = trace.Where(call => call.Contains("rename", StringComparison.Ordinal) || call.Contains("link(", StringComparison.Ordinal)).ToList();
        string[] objects = [commit, .. Objects(commit)];
        foreach (var written in objects)
        {
            var name = $"objects/{written[..2]}/{written[2..]}";
            var at = Array.FindIndex(trace, call => named.Contains(call) && call.Contains(name, StringComparison.Ordinal));
            Assert.True(at > 0, $"{name} was never given its name.");
            Assert.Contains("sync(", trace[at - 1], StringComparison.Ordinal);
        }

        Assert.Contains(trace, call => call.Contains("sync(", StringComparison.Ordinal) && call.Contains("refs/heads/master.lock>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pack_is_on_disk_with_its_index_and_their_names_before_the_branch_moves()
    {
        await _sandbox.SeedAsync();
        var (_, trace) = await RunAsync(files: 30);

        int At(Func<string, bool> call) => Array.FindIndex(trace, call.Invoke);
        bool Has(string call, string one, string other) => call.Contains(one, StringComparison.Ordinal) && call.Contains(other, StringComparison.Ordinal);
        int[] order =
        [
            At(call => Has(call, "sync(", "/tmp_pack_")),
            At(call => Has(call, "rename", "/objects/pack/pack-") && call.Contains(".pack\"", StringComparison.Ordinal)),
            At(call => Has(call, "rename", "/objects/pack/pack-") && call.Contains(".idx\"", StringComparison.Ordinal)),
            At(call => Has(call, "sync(", "/objects/pack>")),
            At(call => Has(call, "rename", "refs/heads/master\"")),
        ];
        Assert.True(order[0] >= 0 && order.SequenceEqual(order.Order()), string.Join('\n', trace));
        var index = At(call => Has(call, "sync(", "/tmp_idx_"));
        Assert.True(index >= 0 && index < order[2], string.Join('\n', trace));
    }

    public void Dispose() => _sandbox.Dispose();

    /// <summary>A writer that is stopped after its first commit.</summary>
    private async Task<(string Commit, string[] Trace)> RunAsync(int files)
    {
        var calls = Path.Combine(_sandbox.Root, "calls");
        using var strace = CommittingProcess.Start(
            _sandbox.Path, files, Strace(), "-f", "--seccomp-bpf", "-qq", "-y", "-e", "trace=fsync,fdatasync,rename,renameat2,link", "-o", calls);

        var commit = await strace.StandardOutput.ReadLineAsync(Sandbox.Cancellation);
        strace.StandardInput.Close();
        await strace.StandardOutput.ReadToEndAsync(Sandbox.Cancellation);
        await strace.WaitForExitAsync(Sandbox.Cancellation);

        Assert.True(commit is { Length: 40 }, "the writer ended by itself");
        return (commit, await File.ReadAllLinesAsync(calls, Sandbox.Cancellation));
    }

    private static string Strace()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is for Linux");
        var found = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, "strace")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null && Environment.GetEnvironmentVariable("CI") != "true", "`strace` is not on the PATH.");
        return found ?? throw new FileNotFoundException("`strace` is not on the PATH.");
    }

    /// <summary>The trees and blobs that came with a commit.</summary>
    private string[] Objects(string commit) =>
        [.. _sandbox.Git("rev-list", "--objects", "--no-object-names", commit, $"^{commit}~").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
}
