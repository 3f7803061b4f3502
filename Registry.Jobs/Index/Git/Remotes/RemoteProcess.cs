using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>What a git command came to.</summary>
internal sealed record GitOutcome(int ExitCode, string Output, string Error);

/// <summary>One git command. It is ended, with all it has started, when it is silent for too long, and does not outlive its caller.</summary>
internal sealed class RemoteProcess(ProcessStartInfo command, TimeSpan patience, TimeProvider time)
{
    private const int MaxKept = 1024 * 1024;

    /// <summary>What a killed command may still need to be gone, and what its pipes may still hold.</summary>
    private static readonly TimeSpan Remains = TimeSpan.FromSeconds(5);

    /// <exception cref="TimeoutException">It said nothing for too long.</exception>
    public async Task<GitOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(patience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        command.StandardOutputEncoding = command.StandardErrorEncoding = Encoding.UTF8;
        using var process = Process.Start(command)!;
        var output = ReadAsync(process.StandardOutput, silence, ended.Token);
        var error = ReadAsync(process.StandardError, silence, ended.Token);
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(ended.Token);
            return new GitOutcome(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
        finally
        {
            await EndAsync(process);
            await ended.CancelAsync();
            await ((Task)Task.WhenAll(output, error)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
            return;
        try
        {
            process.Kill(entireProcessTree: true);
            using var limit = new CancellationTokenSource(Remains);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException or OperationCanceledException)
        {
            // It has ended by itself meanwhile, or is stuck in the kernel, where nobody can end it.
        }
    }

    private async Task<string> ReadAsync(StreamReader from, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            silence.CancelAfter(patience);
            kept.Append(buffer, 0, count);
            if (kept.Length > MaxKept)
                kept.Remove(0, kept.Length - MaxKept);
        }

        return kept.ToString();
    }
}
