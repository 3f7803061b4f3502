using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.App.Hosting.Postgres;

namespace Registry.Hosting.Tests.Postgres;

/// <summary>Another process that uses the embedded PostgreSQL of a data directory until it is told to leave, or killed.</summary>
internal sealed class OtherProcess : IAsyncDisposable
{
    public const string Verb = "use-postgres";

    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    /// <summary>Starts the process, and does not wait for PostgreSQL.</summary>
    public static OtherProcess Begin(string dataDirectory)
    {
        string[] arguments = [typeof(OtherProcess).Assembly.Location, Verb, dataDirectory];
        var startInfo = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return new OtherProcess(Process.Start(startInfo)!);
    }

    public static async Task<OtherProcess> StartAsync(string dataDirectory)
    {
        var other = Begin(dataDirectory);
        await other.ReadConnectionStringAsync();
        return other;
    }

    /// <summary>Waits until PostgreSQL is there for the process.</summary>
    public async Task<string> ReadConnectionStringAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException("The other process ended without a word.");

    /// <summary>As <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task LeaveAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, _process.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What the other process does.</summary>
    public static async Task<int> RunAsync(string dataDirectory)
    {
        await using var postgres = await EmbeddedPostgres.StartAsync(
            dataDirectory, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        Console.WriteLine(postgres.ConnectionString);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
