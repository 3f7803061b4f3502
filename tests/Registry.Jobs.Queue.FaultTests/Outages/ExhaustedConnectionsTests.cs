using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Outages;

/// <summary>Others have taken all the connections that the server has.</summary>
public sealed class ExhaustedConnectionsTests(PostgresFixture postgres) : ClusterTest(postgres)
{
    private const string EndAllOfTheQueue = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'worker %' OR application_name LIKE 'jobs%'
        """;

    private const string CountAllOfTheQueue = """
        SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'worker %' OR application_name LIKE 'jobs%'
        """;

    private readonly List<NpgsqlConnection> _others = [];

    private protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["max_connections"] = "12",
    };

    [Fact]
    public async Task Workers_log_little_and_go_on_when_there_are_some_again()
    {
        var log = new CountingLog();
        await StartWorkerAsync(Orders with { Workers = 2 }, services => services.AddLogging(logging => logging.AddProvider(log)));
        await EnqueueAsync(Kinds.Plain, new Errand("job", 1, Deeds.Write));
        await NoJobIsLeftAsync();

        await TakeAllConnectionsAsync();
        var before = log.Lines.Count;
        await EnqueueAsync(Kinds.Plain, new Errand("job", 2, Deeds.Write), new Errand("job", 3, Deeds.Write));
        await Wait.UntilAsync(
            () => log.Lines.Skip(before).Count(line => line.Contains("listens for jobs was lost", StringComparison.Ordinal)) >= 3, Patience, "several tries");
        string[] said = [.. log.Lines.Skip(before)];
        Assert.Equal(2, await CountJobsAsync());
        foreach (var other in _others)
            await other.DisposeAsync();
        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(3);
        Assert.True(said.Length <= 10, string.Join(Environment.NewLine, said));
    }

    /// <summary>The test itself keeps one.</summary>
    private async Task TakeAllConnectionsAsync()
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, ApplicationName = "other" }.ConnectionString;
        await Wait.UntilAsync(
            async () =>
            {
                var ended = await QueryAsync<long>(EndAllOfTheQueue);
                var before = _others.Count;
                try
                {
                    while (true)
                    {
                        var other = new NpgsqlConnection(settings);
                        await other.OpenAsync(Cancelled);
                        _others.Add(other);
                    }
                }
                catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
                {
                    // One that ends holds its place for a moment, and it would be free afterwards.
                    return ended == 0 && _others.Count == before && await QueryAsync<long>(CountAllOfTheQueue) == 0;
                }
            },
            Patience,
            "all connections to be taken");
    }
}
