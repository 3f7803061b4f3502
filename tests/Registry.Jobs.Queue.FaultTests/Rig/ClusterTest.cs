namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>A test with a server of its own.</summary>
public abstract class ClusterTest(PostgresFixture postgres) : FaultTest(postgres)
{
    private Cluster? _cluster;

    private protected Cluster Cluster => _cluster ?? throw new InvalidOperationException("The test has not begun.");

    private protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    private protected override async Task<string> CreateDatabaseAsync()
    {
        // Where there is no PostgreSQL, this skips the test.
        await base.CreateDatabaseAsync();
        _cluster = await Cluster.StartAsync(Settings, Cancelled);
        return _cluster.ConnectionString;
    }

    private protected override async ValueTask CleanUpAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }
}
