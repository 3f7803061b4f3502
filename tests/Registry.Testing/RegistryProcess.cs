using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Registry.Testing;

/// <summary>A verb of the registry that runs until it is told to stop, as a process of its own. None is left behind.</summary>
public sealed partial class RegistryProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const string Listening = "Now listening on: ";
    private const string Started = "Application started.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<RegistryProcess, bool> Running = [];

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    static RegistryProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var left in Running.Keys)
            left._process.Kill(entireProcessTree: true);
    };

    private RegistryProcess(string[] arguments)
    {
        var start = RegistryExecutable.StartInfo(arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        Running.TryAdd(this, true);
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>All it has said so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>The address it listens on.</summary>
    public Uri Url
    {
        get
        {
            var log = Log;
            var from = log.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length;
            return new Uri(log[from..log.IndexOf('\n', from)].Trim());
        }
    }

    /// <summary>Starts a verb and waits until it has said that it has started.</summary>
    public static async Task<RegistryProcess> StartAsync(params string[] arguments)
    {
        var process = new RegistryProcess(arguments);
        try
        {
            await Wait.UntilAsync(
                () => process._process.HasExited || process.Log.Contains(Started, StringComparison.Ordinal),
                Patience,
                $"`registry {arguments[0]}` to start");
            return !process._process.HasExited
                ? process
                : throw new InvalidOperationException($"`registry {arguments[0]}` ended with {process._process.ExitCode}.\n{process.Log}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to stop, as service managers do.</summary>
    /// <returns>How it ended.</returns>
    public async Task<int> StopAsync()
    {
        if (Kill(Id, SigTerm) != 0)
            throw new InvalidOperationException($"The process {Id} is gone already.\n{Log}");
        await EndAsync();
        return _process.ExitCode;
    }

    /// <summary>Ends it between any two of its steps, as <c>kill -9</c> does.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited && Kill(Id, SigTerm) == 0)
                await EndAsync();
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The process did not stop within {Patience}.\n{Log}");
        }
        finally
        {
            Running.TryRemove(this, out _);
            _process.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    private async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }

    private void Keep(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }
}
