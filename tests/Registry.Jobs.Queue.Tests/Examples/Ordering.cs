namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Ordering(PostgresFixture postgres) : QueueTest(postgres)
{
    private sealed record Posting(string Account, decimal Amount);

    private static class AccountJobs
    {
        public static JobKind<Posting> Post { get; } = new("post")
        {
            OrderingKey = posting => $"account:{posting.Account}",
        };
    }

    [Fact]
    public async Task The_jobs_of_an_account_wait_for_one_another()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        foreach (var posting in new Posting[] { new("a", 1), new("b", 2), new("a", 3) })
            await Client.Queue.EnqueueAsync(transaction, AccountJobs.Post, posting, Cancelled);
        await transaction.CommitAsync(Cancelled);

        Assert.Equal([JobState.Ready, JobState.Ready, JobState.Blocked], [.. (await PageAsync(new JobFilter())).Reverse().Select(job => job.State)]);
    }
}
