using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Remotes;
using Xunit;

namespace Registry.Git.Tests.Remotes;

public sealed class MirrorTests : IDisposable
{
    // So few that each object has a file of its own, which can be harmed.
    private static readonly Dictionary<string, string> Database =
        Enumerable.Range(20, Libgit2Plumbing.PackFrom - 1).ToDictionary(number => $"cr/at/crate-{number}", number => $"{number}\n");

    private readonly RemoteSandbox _sandbox = new();

    public static TheoryData<string> Harms => ["deleted", "emptied", "truncated", "without its branch", "without head", "replaced", "missing a blob"];

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task A_mirror_that_is_harmed_before_the_worker_starts_is_made_anew(string harm)
    {
        var before = _sandbox.Start();
        await before.WriteAsync(Database, [.. Database.Keys]);
        Harm(before.Repository, harm);

        await _sandbox.Start().WriteAsync("ti/de/tide", "1\n");

        AssertAllIsThere();
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("truncated")]
    [InlineData("with a directory cut off")]
    [InlineData("missing a directory")]
    [InlineData("without its branch")]
    [InlineData("replaced")]
    public async Task A_mirror_that_is_harmed_while_the_worker_runs_is_made_anew(string harm)
    {
        var worker = _sandbox.Start();
        await worker.WriteAsync(Database, [.. Database.Keys]);
        Harm(worker.Repository, harm);

        await worker.WriteAsync(new Dictionary<string, string> { ["ti/de/tide"] = "1\n", ["cr/at/crate-99"] = "99\n" }, "ti/de/tide", "cr/at/crate-99");

        AssertAllIsThere();
    }

    [Fact]
    public async Task Whoever_waits_for_the_first_fetch_is_told_that_it_goes_on_and_later_finds_it_done()
    {
        await _sandbox.Start("first").WriteAsync("ti/de/tide", "1\n");
        var goOn = new TaskCompletionSource();
        var worker = _sandbox.Start(wrap: inner => new SlowFetch(inner, () => goOn.Task));

        Assert.False(await worker.Writer.IsReadyAsync(TimeSpan.FromMilliseconds(50), RemoteSandbox.Cancellation));
        goOn.SetResult();

        Assert.True(await worker.Writer.IsReadyAsync(TimeSpan.FromSeconds(30), RemoteSandbox.Cancellation));
        Assert.Equal(_sandbox.RemoteHead, worker.Repository.Head);
    }

    [Fact]
    public async Task A_first_fetch_that_fails_while_nobody_waits_is_told_to_whoever_asks_next_and_then_tried_again()
    {
        await _sandbox.Start("first").WriteAsync("ti/de/tide", "1\n");
        var fetches = 0;
        var fail = new TaskCompletionSource();
        var worker = _sandbox.Start(wrap: inner => new SlowFetch(inner, () => fetches++ == 0 ? fail.Task : Task.CompletedTask));
        Assert.False(await worker.Writer.IsReadyAsync(TimeSpan.FromMilliseconds(50), RemoteSandbox.Cancellation));

        fail.SetException(new RemoteException("Out of order."));
        (await MirrorLock.TakeAsync(worker.Repository.Path, TimeProvider.System, RemoteSandbox.Cancellation)).Dispose();

        var patience = TimeSpan.FromSeconds(30);
        var error = await Assert.ThrowsAsync<RemoteException>(() => worker.Writer.IsReadyAsync(patience, RemoteSandbox.Cancellation));
        Assert.Equal("Out of order.", error.Message);
        Assert.True(await worker.Writer.IsReadyAsync(patience, RemoteSandbox.Cancellation));
    }

    public void Dispose() => _sandbox.Dispose();

    private void AssertAllIsThere()
    {
        _sandbox.AssertSound();
        Assert.Equal("1\n", _sandbox.Read("ti/de/tide"));
        Assert.All(Database, file => Assert.Equal(file.Value, _sandbox.Read(file.Key)));
        var mirror = Path.Combine(_sandbox.Root, "mirror.git");
        Assert.Equal(_sandbox.RemoteHead, _sandbox.Run("--git-dir", mirror, "rev-parse", "HEAD").Trim());
        Assert.Equal(["mirror.git", "remote.git"], Directory.GetDirectories(_sandbox.Root).Select(Path.GetFileName).Order());
        Assert.Equal("refs/heads/master\n", _sandbox.Run("--git-dir", mirror, "for-each-ref", "--format=%(refname)"));
    }

    private void Harm(IndexRepository mirror, string harm)
    {
        switch (harm)
        {
            case "deleted":
                Directory.Delete(mirror.Path, recursive: true);
                break;
            case "emptied":
                Directory.Delete(mirror.Path, recursive: true);
                Directory.CreateDirectory(mirror.Path);
                break;
            case "truncated":
                foreach (var file in Directory.GetFiles(Path.Combine(mirror.Path, "objects"), "*", SearchOption.AllDirectories))
                    Cut(file);
                break;
            case "without its branch":
                File.Delete(Path.Combine(mirror.Path, "refs", "heads", "master"));
                break;
            case "without head":
                File.Delete(Path.Combine(mirror.Path, "HEAD"));
                break;
            case "replaced":
                Directory.Delete(mirror.Path, recursive: true);
                mirror.EnsureSeededAsync("{}"u8.ToArray(), RemoteSandbox.Cancellation).GetAwaiter().GetResult();
                break;
            case "with a directory cut off":
                Cut(Loose(mirror, "master:cr/at"));
                break;
            default:
                File.Delete(Loose(mirror, harm == "missing a blob" ? "master:cr/at/crate-20" : "master^{tree}"));
                break;
        }
    }

    private string Loose(IndexRepository mirror, string what)
    {
        // Git leaves alone what it finds in a pack of the same repository.
        foreach (var pack in Directory.GetFiles(Path.Combine(mirror.Path, "objects", "pack"), "*.pack"))
        {
            var aside = Path.Combine(_sandbox.Root, Path.GetFileName(pack));
            File.Move(pack, aside);
            File.Delete(Path.ChangeExtension(pack, ".idx"));
            _sandbox.Run("--git-dir", mirror.Path, "-c", $"alias.explode=!git unpack-objects -q < '{aside}'", "explode");
            File.Delete(aside);
        }

        var id = _sandbox.Git("rev-parse", what).Trim();
        return Path.Combine(mirror.Path, "objects", id[..2], id[2..]);
    }

    private static void Cut(string file)
    {
        File.SetAttributes(file, FileAttributes.Normal);
        using var stream = File.Open(file, FileMode.Open);
        stream.SetLength(stream.Length / 2);
    }
}
