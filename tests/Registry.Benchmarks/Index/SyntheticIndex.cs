using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;

namespace Registry.Benchmarks.Index;

/// <summary>A git index with so many crates, as it is after a repack; built by <c>git fast-import</c>, which is quick.</summary>
internal static class SyntheticIndex
{
    public static readonly byte[] Config = """{"dl":"http://127.0.0.1/api/v1/crates","api":"http://127.0.0.1"}"""u8.ToArray();

    /// <summary>Crates in crates.io's layout.</summary>
    public static Task BuildAsync(string path, int crates, CancellationToken cancellationToken) => BuildAsync(
        path,
        Enumerable.Range(0, crates).Select(number => (SyntheticCrate.Path(number), SyntheticCrate.Content(number))),
        cancellationToken);

    /// <summary>All crates in one directory, as an attacker can choose names.</summary>
    public static Task BuildOneDirectoryAsync(string path, int crates, CancellationToken cancellationToken) => BuildAsync(
        path,
        Enumerable.Range(0, crates).Select(number => (PathInOneDirectory(number), Encoding.UTF8.GetBytes(FormattableString.Invariant($"{number}\n")))),
        cancellationToken);

    public static string PathInOneDirectory(int number) => FormattableString.Invariant($"aa/aa/aaaa{number}");

    public static IndexRepository Open(string path) =>
        new(path, new GitIndexOptions(), TimeProvider.System, NullLogger<IndexRepository>.Instance);

    private static async Task BuildAsync(string path, IEnumerable<(string Path, byte[] Content)> files, CancellationToken cancellationToken)
    {
        using (var index = Open(path))
            await index.EnsureSeededAsync(Config, cancellationToken);
        using var git = Process.Start(GitExecutable.Find().Command(
            "--git-dir", path, "-c", "core.fsync=none", "-c", "core.compression=1", "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--force"))!;
        var errors = git.StandardError.ReadToEndAsync(cancellationToken);
        await using (var input = git.StandardInput.BaseStream)
        {
            await WriteAsync(input, "commit refs/heads/master\ncommitter Bench <bench@localhost> 1700000000 +0000\ndata 6\nImport\nfrom refs/heads/master^0\n", cancellationToken);
            foreach (var (name, content) in files)
            {
                await WriteAsync(input, FormattableString.Invariant($"M 100644 inline {name}\ndata {content.Length}\n"), cancellationToken);
                await input.WriteAsync(content, cancellationToken);
            }

            await WriteAsync(input, "\ndone\n", cancellationToken);
        }

        await git.WaitForExitAsync(cancellationToken);
        if (git.ExitCode != 0)
            throw new InvalidOperationException($"git fast-import failed: {await errors}");
    }

    private static Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask();
}
