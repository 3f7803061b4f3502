namespace Registry.Jobs.Queue.Tests.Enqueueing;

public sealed class EnqueueManyTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Many_jobs_are_added_in_the_order_given_and_exist_once_it_commits()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        Note[] notes = [.. Enumerable.Range(0, 500).Select(number => new Note($"{number}"))];
        await Client.Queue.EnqueueManyAsync(transaction, Kinds.Plain, notes, Cancelled);
        Assert.Equal(0, await CountJobsAsync());
        await transaction.CommitAsync(Cancelled);

        Assert.Equal(500, await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled));

        Assert.Equal(notes.Select(note => note.Text), await EffectsAsync());
    }

    [Fact]
    public async Task Kinds_that_coalesce_or_keep_an_order_do_so_here_too()
    {
        await using var connection = await Database.OpenConnectionAsync(Cancelled);
        await using var transaction = await connection.BeginTransactionAsync(Cancelled);
        await Client.Queue.EnqueueManyAsync(transaction, Kinds.Coalescing, [new Note("same"), new Note("same")], Cancelled);
        await Client.Queue.EnqueueManyAsync(transaction, Kinds.Ordered, [new Note("a/1"), new Note("a/2")], Cancelled);
        await Client.Queue.EnqueueManyAsync(transaction, Kinds.Plain, [], Cancelled);
        await transaction.CommitAsync(Cancelled);

        Assert.Equal(3, await CountJobsAsync());
        Assert.Equal((JobState.Ready, JobState.Blocked), ((await JobAsync("a/1")).State, (await JobAsync("a/2")).State));
    }
}
