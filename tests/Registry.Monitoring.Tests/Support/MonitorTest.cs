using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Registry.App.Hosting;
using Registry.Data.Monitoring;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Checks;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Monitoring.Running;

namespace Registry.Monitoring.Tests.Support;

/// <summary>A registry of its own for each test, without workers, whose monitor runs when the test says so.</summary>
public abstract class MonitorTest(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>A schedule that does not come true during a test.</summary>
    private static readonly string[] Never = ["--Monitor:Schedule=0 0 29 2 *", "--Monitor:ComparisonSchedule=0 0 29 2 *"];

    private readonly List<IHost> _nodes = [];

    protected RegistryServer Registry { get; private set; } = null!;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected virtual string[] Settings => [];

    private protected MonitorRunner Monitor => Registry.Services.GetRequiredService<MonitorRunner>();

    public virtual async ValueTask InitializeAsync() => Registry = await RegistryServer.StartAsync(postgres, [.. Never, .. Settings]);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            node.Dispose();
        await Registry.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another node on the same database, which does nothing of its own.</summary>
    private protected IServiceProvider AddNode(params string[] settings)
    {
        var node = RegistryApplication.BuildWorker(
            new Roles(Web: false, Worker: false),
            [.. Registry.Settings, "--Logging:LogLevel:Default=None", .. Never, .. Settings, .. settings],
            Registry.Database);
        _nodes.Add(node);
        return node.Services;
    }

    private protected Task<IAsyncDisposable> StartWorkerAsync(params string[] settings) =>
        Registry.StartWorkerAsync([.. Never, "--Logging:LogLevel:Default=None", .. Settings, .. settings]);

    /// <summary>Waits until the queue of pages has a worker: until then they are sent directly.</summary>
    private protected Task UntilPagingWorksAsync() => Wait.UntilAsync(
        async () => (await Registry.Services.GetRequiredService<QueueFacts>().QueuesAsync(Cancelled))
            .Any(queue => queue is { Name: PagingJobs.Queue, Workers: > 0 }),
        null,
        "a worker of the queue of pages");

    /// <summary>Runs the monitor, and answers what it found.</summary>
    private protected async Task<IReadOnlyList<Finding>> RunAsync() =>
        [.. (await Monitor.RunAsync(null, Cancelled))!.Findings];

    private protected async Task<List<Incident>> IncidentsAsync()
    {
        await using var db = Registry.Database.CreateContext();
        return await db.Incidents.AsNoTracking().Include(incident => incident.Pages).OrderBy(incident => incident.Id).ToListAsync(Cancelled);
    }

    /// <summary>The run finds one thing wrong, of this key, and there is an open incident of it.</summary>
    private protected async Task<string> AssertOpenedAsync(string key)
    {
        var finding = Assert.Single(await RunAsync());
        Assert.Equal(key, finding.Key);
        Assert.Single(await IncidentsAsync(), incident => incident.Key == key && incident.ClearedAt is null);
        return finding.Sentence;
    }

    /// <summary>The run finds nothing wrong, and the incident of this key is over.</summary>
    private protected async Task AssertClearedAsync(string key)
    {
        Assert.Empty(await RunAsync());
        Assert.NotNull(Assert.Single(await IncidentsAsync(), incident => incident.Key == key).ClearedAt);
    }

    protected async Task<NpgsqlConnection> ConnectAsync(string applicationName = "test")
    {
        var connection = new NpgsqlConnection($"{Registry.ConnectionString};Pooling=false;Application Name={applicationName}");
        await connection.OpenAsync(Cancelled);
        return connection;
    }

    protected async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }

    /// <summary>Adds a job of no kind that anybody runs.</summary>
    /// <param name="queue">Its queue.</param>
    /// <param name="values">Columns and their values in SQL, such as <c>attempts = 3</c>.</param>
    protected async Task AddJobAsync(string queue, params string[] values)
    {
        var pairs = values.Select(value => value.Split(" = ", 2)).ToList();
        var columns = string.Concat(pairs.Select(pair => $", {pair[0]}"));
        await ExecuteAsync(
            $"INSERT INTO background_jobs (queue, kind, arguments{columns}) VALUES ('{queue}', 'strange', '{{}}'{string.Concat(pairs.Select(pair => $", {pair[1]}"))})");
    }

    protected Task RemoveJobsAsync() => ExecuteAsync("DELETE FROM background_jobs");
}
