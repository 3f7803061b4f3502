using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Registry.Jobs.Monitoring.Running;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Checks;

public sealed class MachineCheckTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    /// <summary>Also where the disk is large and next to nothing is on it.</summary>
    private const string NeverEnough = "--Monitor:MinFreeDiskPercent=99.999";

    protected override string[] Settings => ["--Monitor:MaxTransactionTime=00:00:02"];

    [Fact]
    public async Task A_transaction_that_stays_open_is_found_until_it_ends()
    {
        await using var client = await ConnectAsync("forgotten report");
        await using (var open = new NpgsqlCommand("BEGIN; SELECT pg_current_xact_id()", client))
            await open.ExecuteNonQueryAsync(Cancelled);
        await Wait.UntilAsync(async () => (await RunAsync()).Count > 0, null, "the transaction to be found");
        Assert.Contains("(forgotten report)", await AssertOpenedAsync("open_transaction"), StringComparison.Ordinal);

        await using (var end = new NpgsqlCommand("ROLLBACK", client))
            await end.ExecuteNonQueryAsync(Cancelled);
        await AssertClearedAsync("open_transaction");
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_one_incident_of_all_nodes_that_share_the_directory()
    {
        var one = AddNode(NeverEnough).GetRequiredService<MonitorRunner>();
        var other = AddNode(NeverEnough).GetRequiredService<MonitorRunner>();
        await Task.WhenAll(one.RunAsync(null, Cancelled), other.RunAsync(null, Cancelled));
        var incident = Assert.Single(await IncidentsAsync());
        Assert.StartsWith("disk_space/", incident.Key, StringComparison.Ordinal);
        Assert.Null(incident.ClearedAt);

        // The registry itself has the usual limit.
        await AssertClearedAsync(incident.Key);
    }

    [Fact]
    public async Task The_disk_of_another_directory_is_for_its_own_nodes_to_judge()
    {
        using var elsewhere = new TemporaryDirectory();
        var other = AddNode(NeverEnough, $"--Registry:DataDirectory={elsewhere.Path}").GetRequiredService<MonitorRunner>();
        await other.RunAsync(null, Cancelled);

        Assert.Empty(await RunAsync());
        Assert.Null(Assert.Single(await IncidentsAsync()).ClearedAt);
    }
}
