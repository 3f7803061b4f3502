using System.Diagnostics;

namespace Registry.Testing;

/// <summary>How a program that was run to its end came out.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs a program with nothing on its standard input, unless told. One that does not end is killed, with all that it started.</summary>
    public static async Task<ProgramResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken, string input = "")
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Itself, if the program says that all went well.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public ProgramResult Succeeded() => ExitCode == 0
        ? this
        : throw new InvalidOperationException($"The program ended with {ExitCode}.{Environment.NewLine}{Output}{Errors}");
}
