using System.Diagnostics;
using Registry.Jobs.Index.Git;

namespace Registry.Benchmarks.Index;

/// <summary>Runs git to its end, however long a large index takes on a slow disk.</summary>
internal static class BenchGit
{
    /// <param name="arguments">What git is to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="modest">Whether it yields to all else.</param>
    public static async Task RunAsync(string[] arguments, CancellationToken cancellationToken, bool modest = false)
    {
        var git = GitExecutable.Find();
        var start = git.Command(arguments);
        if (modest)
        {
            start.FileName = "nice";
            start.ArgumentList.Insert(0, git.Path);
        }

        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"git {arguments[0]} ended with {process.ExitCode}: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
