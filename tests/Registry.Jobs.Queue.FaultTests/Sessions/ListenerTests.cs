namespace Registry.Jobs.Queue.FaultTests.Sessions;

/// <summary>Only the session that listens is ended, again and again.</summary>
public sealed class ListenerTests(PostgresFixture postgres) : FaultTest(postgres)
{
    private const string EndListener = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jobs listener'
        """;

    [Fact]
    public async Task Jobs_are_found_by_a_worker_that_would_not_look_for_an_hour()
    {
        var rounds = Soak.Or(4, 30);
        StartProcess(Orders with { PollInterval = TimeSpan.FromHours(1) });

        for (var round = 1; round <= rounds; round++)
        {
            await Wait.UntilAsync(async () => await QueryAsync<long>(EndListener) == 1, Patience, "the listener to be there");

            // Nobody is told of it.
            await EnqueueAsync(Kinds.Plain, new Errand("job", round, Deeds.Write));
            await NoJobIsLeftAsync();
        }

        await DoneExactlyOnceAsync(rounds);
        Assert.Equal(rounds, (await AttemptsAsync(Kinds.Plain, "job")).Count);
    }
}
