using System.Globalization;

namespace Registry.Jobs.Queue.FaultTests.Network;

/// <summary>The connection is cut while the commit is under way, so the worker cannot know how it came out.</summary>
public sealed class CutCommitTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const string Key = "job";

    [Fact]
    public async Task A_job_that_was_committed_is_not_run_again_nor_does_it_count_as_failed()
    {
        var proxy = Own(new TcpProxy(ConnectionString));
        await using var gate = await CommitBeginsAsync(proxy);

        // The answer is lost, and then the connection.
        Assert.Equal(1, proxy.Swallow("worker ", fromServerOnly: true));
        await gate.OpenAsync();
        await NoJobIsLeftAsync();
        Assert.Equal(1, proxy.Cut("worker "));
        await IsThroughAsync();

        await DoneExactlyOnceAsync(2);
        Assert.True(Assert.Single(await AttemptsAsync(Kinds.Plain, Key)).Succeeded);
    }

    [Fact]
    public async Task A_job_that_was_not_committed_is_run_again()
    {
        var proxy = Own(new TcpProxy(ConnectionString));
        await using var gate = await CommitBeginsAsync(proxy);

        // The server notices that its client is gone, and gives up. The next attempt may then be waiting already.
        var session = await QueryAsync<int>(Gate.WhoWaits);
        Assert.Equal(1, proxy.Cut("worker "));
        await Wait.UntilAsync(
            async () => await QueryAsync<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM pg_stat_activity WHERE pid = {session}")) == 0,
            Patience,
            "the server to give up");
        await gate.OpenAsync();
        await NoJobIsLeftAsync();
        await IsThroughAsync();

        await DoneExactlyOnceAsync(2);
        Assert.Single(await AttemptsAsync(Kinds.Plain, Key), attempt => attempt.Succeeded);
    }

    private async Task<Gate> CommitBeginsAsync(TcpProxy proxy)
    {
        await ExecuteAsync(Gate.AtCommit);
        var gate = await Gate.CloseAsync(Database);
        await StartWorkerAsync(new(proxy.ConnectionString, "worker", Workers: 1));
        await EnqueueAsync(Kinds.Plain, new Errand(Key, 1, Deeds.Write));
        await Wait.UntilAsync(() => QueryAsync<bool>(Gate.SomebodyWaits), Patience, "the commit");
        return gate;
    }

    /// <summary>There is one worker: when it has done another job, it has done with the first.</summary>
    private async Task IsThroughAsync()
    {
        await EnqueueAsync(Kinds.Plain, new Errand("next", 1, Deeds.Write));
        await NoJobIsLeftAsync();
    }
}
