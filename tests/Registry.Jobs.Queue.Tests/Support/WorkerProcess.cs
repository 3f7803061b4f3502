using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Registry.Jobs.Queue.Tests.Support;

/// <summary>A worker in a process of its own, which can be killed. What it does with a job stands in <see cref="WorkerProcessHandler"/>.</summary>
internal sealed class WorkerProcess : IDisposable
{
    public const string Verb = "work";

    /// <summary>A job that waits for something that is not the database.</summary>
    public const string Hang = "hang";

    /// <summary>A job in the middle of a long statement.</summary>
    public const string LongStatement = "long statement";

    /// <summary>A job that ends the process that runs it.</summary>
    public const string Deadly = "deadly";

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    public bool IsRunning => !_process.HasExited;

    public static WorkerProcess Start(string connectionString, string name, JobKind kind) => new(Process.Start(
        new ProcessStartInfo("dotnet", [typeof(WorkerProcess).Assembly.Location, Verb, connectionString, name, kind.Name])
        {
            RedirectStandardInput = true,
        })!);

    /// <summary>As <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndedAsync();
    }

    public Task EndedAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>What the other process does.</summary>
    public static async Task<int> RunAsync(string connectionString, string name, string kindName)
    {
        var kind = new[] { Kinds.Plain, Kinds.Exclusive, Kinds.Ordered }.Single(kind => kind.Name == kindName);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(new WorkerProcessHandler(connectionString, name));
        builder.Services.AddSingleton<Handling>(services => services.GetRequiredService<WorkerProcessHandler>().RunAsync);
        builder.Services.AddJobQueue(options =>
        {
            options.ConnectionString = connectionString;
            options.WorkerName = name;
            options.PollInterval = TimeSpan.FromMilliseconds(50);
            options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(100) };
            options.Queues[Kinds.Exclusive.Queue] = new QueueOptions { ClusterLimit = 1 };
        }).AddHandler<Note, NoteHandler>(kind).AddWorkers();
        using var host = builder.Build();
        await host.StartAsync();

        // Ends when the test's process does, however that ends, or when told to.
        await await Task.WhenAny(Task.Run(Console.In.ReadToEndAsync), host.WaitForShutdownAsync());
        return 0;
    }
}
