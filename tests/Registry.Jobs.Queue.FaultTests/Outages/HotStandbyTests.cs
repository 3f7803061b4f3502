using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Registry.Jobs.Queue.FaultTests.Outages;

/// <summary>After a failover the processes may find a standby, which answers every question and refuses all else, <c>LISTEN</c> too.</summary>
public sealed class HotStandbyTests(PostgresFixture postgres) : ClusterTest(postgres)
{
    [Fact]
    public async Task Workers_on_a_standby_log_little_and_begin_when_it_is_promoted()
    {
        await EnqueueAsync(Kinds.Plain, new Errand("job", 1, Deeds.Write));
        await Cluster.StopAsync();
        Cluster.MarkAsStandby();
        await Cluster.StartAgainAsync(Cancelled);
        await Wait.UntilAsync(() => QueryAsync<bool>("SELECT pg_is_in_recovery()"), Patience, "the standby");
        var log = new CountingLog();
        var clock = Stopwatch.StartNew();

        await StartWorkerAsync(Orders, services => services.AddLogging(logging => logging.AddProvider(log)));
        await Wait.UntilAsync(
            () => log.Lines.Count(line => line.Contains("during recovery", StringComparison.Ordinal)) >= 4, Patience, "several tries to listen");
        var said = log.Lines.ToArray();
        Say($"{said.Length} lines in {clock.Elapsed.TotalSeconds:0.0} s.");
        Assert.True(said.Length <= 12, string.Join(Environment.NewLine, said));

        await QueryAsync<bool>("SELECT pg_promote()");
        await NoJobIsLeftAsync();

        await DoneExactlyOnceAsync(1);
    }
}
