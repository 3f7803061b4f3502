using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>What a worker process does: works, until it is asked to stop by a signal.</summary>
internal static class WorkerRole
{
    public static async Task<int> RunAsync(string orders)
    {
        using var host = Build(JsonSerializer.Deserialize<WorkerOrders>(orders)!);
        EndWithTheTests();
        await host.RunAsync();
        return 0;
    }

    /// <summary>The same, to be started within a test's process.</summary>
    public static IHost Build(WorkerOrders orders, Action<IServiceCollection>? add = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = orders.GracePeriod + TimeSpan.FromMinutes(1));
        builder.Services.AddSingleton<TimeProvider>(new WrongClock(orders.ClockError));
        builder.Services.AddSingleton(_ => new Diary(NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(orders.ConnectionString) { ApplicationName = "diary" }.ConnectionString)));
        builder.Services.AddJobQueue(options =>
        {
            options.ConnectionString = orders.ConnectionString;
            options.WorkerName = orders.Name;
            options.PollInterval = orders.PollInterval;
            options.GracePeriod = orders.GracePeriod;
            options.OnlyQueues.Add(orders.Queue);
            options.Queues[orders.Queue] = new QueueOptions { Workers = orders.Workers };
        })
            .AddHandler<Errand, ErrandHandler>(Kinds.Plain)
            .AddHandler<Errand, ErrandHandler>(Kinds.Ordered)
            .AddHandler<Errand, ErrandHandler>(Kinds.Coalescing)
            .AddHandler<Errand, ErrandHandler>(Kinds.Short)
            .AddHandler<Errand, ErrandHandler>(Kinds.Punctual)
            .AddHandler<Errand, UnbornHandler>(Kinds.Unborn)
            .AddWorkers();
        add?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>However the tests end. The console's reader blocks its caller.</summary>
    private static void EndWithTheTests() => Task.Run(() =>
    {
        Console.In.ReadToEnd();
        Environment.Exit(1);
    });

    private sealed class WrongClock(TimeSpan error) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + error;
    }
}
