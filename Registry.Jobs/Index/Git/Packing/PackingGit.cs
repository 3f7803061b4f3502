using System.ComponentModel;
using System.Diagnostics;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>Runs git on the index so that those who publish do not feel it: one thread, little memory, low priority.</summary>
internal sealed class PackingGit(string repository)
{
    private static readonly string[] Modestly = ["-c", "pack.threads=1", "-c", "pack.windowMemory=100m"];

    private readonly Lazy<GitExecutable> _git = new(GitExecutable.Find);

    /// <returns>What it said.</returns>
    /// <exception cref="IOException">It failed.</exception>
    public async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(_git.Value.Command(["--git-dir", repository, .. Modestly, .. arguments]))!;
        try
        {
            LowerPriority(process);
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

    private static void LowerPriority(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It is through already.
        }
    }
}
