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
        var calls = Path.Combine(_sandbox.Root, "calls");
        using var strace = CommittingProcess.Start(
            _sandbox.Path, Strace(), "-f", "--seccomp-bpf", "-qq", "-y", "-e", "trace=fsync,fdatasync,rename,renameat2,link", "-o", calls);

        var commit = await strace.StandardOutput.ReadLineAsync(Sandbox.Cancellation);
        strace.StandardInput.Close();
        await strace.StandardOutput.ReadToEndAsync(Sandbox.Cancellation);
        await strace.WaitForExitAsync(Sandbox.Cancellation);

        Assert.True(commit is { Length: 40 }, "the writer ended by itself");
        var trace = await File.ReadAllLinesAsync(calls, Sandbox.Cancellation);
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

    public void Dispose() => _sandbox.Dispose();

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
