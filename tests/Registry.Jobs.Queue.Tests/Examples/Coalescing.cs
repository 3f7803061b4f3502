namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Coalescing(PostgresFixture postgres) : QueueTest(postgres)
{
    private sealed record Customer(long Id);

    private static class CustomerJobs
    {
        public static JobKind<Customer> Sync { get; } = new("sync_customer")
        {
            Coalesce = true,
            Key = customer => $"customer:{customer.Id}",
        };
    }

    [Fact]
    public async Task One_job_stands_for_many()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        for (var change = 0; change < 5; change++)
            await Client.Queue.EnqueueAsync(transaction, CustomerJobs.Sync, new Customer(7), Cancelled);
        await transaction.CommitAsync(Cancelled);

        Assert.Single(await JobsAsync("customer:7"));
    }
}
