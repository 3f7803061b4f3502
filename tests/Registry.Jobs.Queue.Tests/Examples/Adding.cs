namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Adding(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Jobs_are_added_for_later()
    {
        var (queue, cancellationToken, userId) = (Client.Queue, Cancelled, 7);
        var deadline = new DateTimeOffset(await QueryAsync<DateTime>("SELECT now() + interval '1 day'"));
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        var reminder = new Welcome(userId);
        await queue.EnqueueAsync(transaction, MailJobs.Welcome, reminder, new EnqueueOptions { Delay = TimeSpan.FromDays(3) }, cancellationToken);
        await queue.EnqueueAsync(transaction, MailJobs.Welcome, reminder, new EnqueueOptions { RunAt = deadline, Priority = 10 }, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        var jobs = await JobsAsync("user:7");
        Assert.All(jobs, job => Assert.Equal(JobState.Scheduled, job.State));
        Assert.Equal([(short)0, (short)10], [.. jobs.Select(job => job.Priority)]);
    }

    [Fact]
    public async Task Many_jobs_are_added_at_once()
    {
        var (queue, cancellationToken) = (Client.Queue, Cancelled);
        var userIds = Enumerable.Range(1, 1000);
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        await queue.EnqueueManyAsync(transaction, MailJobs.Welcome, [.. userIds.Select(id => new Welcome(id))], cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        Assert.Equal(1000, await CountJobsAsync());
    }
}
