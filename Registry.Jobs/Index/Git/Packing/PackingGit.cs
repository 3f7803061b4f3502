using System.Diagnostics;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>Runs git on the index so that those who publish do not feel it: one thread, little memory, low priority.</summary>
internal sealed class PackingGit(string repository)
{
    private const string Nice = "/usr/bin/nice";
    private const string Lowest = "-n19";

    private static readonly string[] Modestly = ["-c", "pack.threads=1", "-c", "pack.windowMemory=100m"];

    private readonly Lazy<GitExecutable> _git = new(GitExecutable.Find);

    /// <returns>What it said.</returns>
    /// <exception cref="IOException">It failed.</exception>
    public async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Command(arguments))!;
        try
        {
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            var said = await errors;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new IOException($"git {arguments[0]} ended with {process.ExitCode}: {said.Trim()}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>By <c>nice</c> where it is, since git begins other processes before anybody could lower its own priority.</summary>
    private ProcessStartInfo Command(string[] arguments)
    {
        var start = _git.Value.Command(["--git-dir", repository, .. Modestly, .. arguments]);
        if (File.Exists(Nice))
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.ArgumentList.Insert(0, Lowest);
            start.FileName = Nice;
        }

        return start;
    }
}
