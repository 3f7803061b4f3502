using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>A worker in a process of its own. None is left behind.</summary>
internal sealed partial class WorkerProcess : IDisposable
{
    public const string Verb = "work";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private bool _disposed;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>What can be done to a process from outside. Only the first can be refused.</summary>
    public enum Signal
    {
        Terminate = 15,
        Continue = 18,
        Stop = 19,
    }

    public bool HasExited => _process.HasExited;

    public static WorkerProcess Start(WorkerOrders orders)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WorkerProcess).Assembly.Location, Verb, JsonSerializer.Serialize(orders)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It does not live long enough to gain by it.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start)!;

        // Read and forgotten: a crash has much to say.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new WorkerProcess(process);
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    public void Send(Signal signal)
    {
        if (!TrySend(signal))
            throw new InvalidOperationException($"The process {_process.Id} is gone already.");
    }

    /// <summary>Says whether the process was still there.</summary>
    public bool TrySend(Signal signal) => !_process.HasExited && Kill(_process.Id, (int)signal) == 0;

    /// <summary>Waits until it has ended, and says how.</summary>
    public async Task<int> EndedAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
