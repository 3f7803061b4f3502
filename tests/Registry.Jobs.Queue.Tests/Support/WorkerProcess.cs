using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>A worker in a process of its own, which can be killed. Its jobs never end: the text says how.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string Verb = "work";

    /// <summary>A job that waits for something that is not the database.</summary>
    public const string Hang = "hang";

    /// <summary>A job in the middle of a long statement.</summary>
    public const string LongStatement = "long statement";

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public static WorkerProcess Start(string connectionString, string name, JobKind kind) => new(Process.Start(
        new ProcessStartInfo("dotnet", [typeof(WorkerProcess).Assembly.Location, Verb, connectionString, name, kind.Name])
        {
            RedirectStandardInput = true,
        })!);

    /// <summary>As <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>What the other process does.</summary>
    public static async Task<int> RunAsync(string connectionString, string name, string kindName)
    {
        var kind = kindName == Kinds.Exclusive.Name ? Kinds.Exclusive : Kinds.Plain;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<Handling>(HandleAsync);
        builder.Services.AddJobQueue(options =>
        {
            options.ConnectionString = connectionString;
            options.WorkerName = name;
            options.PollInterval = TimeSpan.FromMilliseconds(50);
            options.Queues[Kinds.Exclusive.Queue] = new QueueOptions { ClusterLimit = 1 };
        }).AddHandler<Note, NoteHandler>(kind).AddWorkers();
        using var host = builder.Build();
        await host.StartAsync();

        // Ends when the test's process does, however that ends.
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task HandleAsync(JobBatch<Note> batch, CancellationToken cancellationToken)
    {
        await Effects.WriteAsync(batch.Transaction, "left by a killed process", cancellationToken);
        if (batch.Jobs[0].Arguments.Text == LongStatement)
        {
            await using var sleep = new NpgsqlCommand("SELECT pg_sleep(600)", batch.Transaction.Connection) { CommandTimeout = 0 };
            await sleep.ExecuteNonQueryAsync(cancellationToken);
        }

        await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
