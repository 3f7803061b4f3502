namespace Registry.Jobs.Queue.FaultTests.Strange;

/// <summary>Times are the server's, whatever the clock of a worker says.</summary>
public sealed class WrongClockTests(PostgresFixture postgres) : FaultTest(postgres)
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_worker_whose_clock_is_an_hour_off_retries_on_time_and_records_the_true_times(int hours)
    {
        StartProcess(Orders with { ClockError = TimeSpan.FromHours(hours) });
        await EnqueueAsync(Kinds.Punctual, new Errand("job", 1, Deeds.FailOnce));

        await NoJobIsLeftAsync();

        var now = await QueryAsync<DateTime>("SELECT now()");
        var attempts = await AttemptsAsync(Kinds.Punctual, "job");
        Assert.Equal([false, true], attempts.Select(attempt => attempt.Succeeded));
        Assert.InRange(attempts[1].StartedAt - attempts[0].FinishedAt, TimeSpan.FromSeconds(1.9), TimeSpan.FromMinutes(1));
        Assert.All(attempts, attempt => Assert.InRange(attempt.StartedAt, now.AddMinutes(-5), now));
        Assert.All(attempts, attempt => Assert.InRange(attempt.FinishedAt, attempt.StartedAt, now));
    }
}
