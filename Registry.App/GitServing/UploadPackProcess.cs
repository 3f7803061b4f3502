using System.Diagnostics;
using System.Text;

namespace Registry.App.GitServing;

/// <summary>What a child left behind: its exit code and the beginning of what it said on standard error.</summary>
internal sealed record UploadPackOutcome(int ExitCode, string Error);

/// <summary>One <c>git upload-pack</c>, with the children it has itself. It does not outlive this object.</summary>
internal sealed class UploadPackProcess(ProcessStartInfo command) : IAsyncDisposable
{
    private const int ChunkSize = 64 * 1024;
    private const int KeptError = 4096;

    private readonly Process _process = Process.Start(command)!;

    /// <summary>Sends the request in, the answer out, and waits for the end.</summary>
    public async Task<UploadPackOutcome> RunAsync(
        UploadPackRequest? request, UploadPackResponse response, CancellationToken cancellationToken)
    {
        var sending = SendAsync(request, cancellationToken);
        var failing = ReadErrorAsync(cancellationToken);
        var answering = AnswerAsync(response, cancellationToken);
        try
        {
            await answering;
            await sending;
            var error = await failing;
            await _process.WaitForExitAsync(cancellationToken);
            return new UploadPackOutcome(_process.ExitCode, error);
        }
        catch
        {
            // Ends all three, so that nothing runs on behind the caller's back.
            Kill();
            await Task.WhenAll(sending, failing, answering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Kill()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    private async Task SendAsync(UploadPackRequest? request, CancellationToken cancellationToken)
    {
        var input = _process.StandardInput.BaseStream;
        try
        {
            var buffer = new byte[ChunkSize];
            while (request is not null && await request.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                if (!await TryWriteAsync(input, buffer.AsMemory(0, count), cancellationToken))
                    break;
            }
        }
        finally
        {
            input.Close();
        }
    }

    private static async Task<bool> TryWriteAsync(Stream input, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(bytes, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            // git has heard enough and has gone; its exit code says whether that is well.
            return false;
        }
    }

    private async Task AnswerAsync(UploadPackResponse response, CancellationToken cancellationToken)
    {
        var output = _process.StandardOutput.BaseStream;
        var buffer = new byte[ChunkSize];
        while (await output.ReadAsync(buffer, cancellationToken) is var count and > 0)
            await response.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
    }

    private async Task<string> ReadErrorAsync(CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        while (await _process.StandardError.ReadAsync(buffer, cancellationToken) is var count and > 0)
            kept.Append(buffer, 0, Math.Min(count, KeptError - kept.Length));
        return kept.ToString().Trim();
    }
}
