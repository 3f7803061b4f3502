using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.Jobs.Index.Git;

namespace Registry.Git.Tests;

/// <summary>A process of its own that commits until it is killed, and names each commit once it was acknowledged.</summary>
internal static class CommittingProcess
{
    public const string Verb = "commit-until-killed";

    /// <param name="repository">Where it commits to.</param>
    /// <param name="before">A program that starts it, with its own arguments.</param>
    public static Process Start(string repository, params string[] before) => Start(repository, files: 2, before);

    /// <param name="repository">Where it commits to.</param>
    /// <param name="files">How many files it changes with each commit.</param>
    /// <param name="before">A program that starts it, with its own arguments.</param>
    public static Process Start(string repository, int files, params string[] before)
    {
        string[] command =
        [
            .. before, "dotnet", "exec", typeof(CommittingProcess).Assembly.Location, Verb, repository,
            files.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    public static async Task<int> RunAsync(string path, int files)
    {
        // Ends with the test's process, should that die first.
        var orphaned = Task.Run(Console.In.ReadToEnd);
        using var index = new IndexRepository(path, new GitIndexOptions(), TimeProvider.System, NullLogger<IndexRepository>.Instance);
        for (var i = 0; !orphaned.IsCompleted; i++)
        {
            var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {i}\n"));
            var changed = Enumerable.Range(0, files).Select(n => new IndexFile($"ki/ll/kill-{(i + n) % 50}", content)).ToList();
            var commit = await index.CommitAsync(index.Head, changed, "Go on\n", CancellationToken.None);
            await Console.Out.WriteLineAsync(commit.Id);
        }

        return 0;
    }
}
