using Microsoft.Extensions.DependencyInjection;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Looking(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Jobs_and_queues_are_looked_at()
    {
        var (inspector, cancellationToken) = (Client.Services.GetRequiredService<JobInspector>(), Cancelled);
        await EnqueueAsync(Kinds.Plain with { Queue = "mail" }, "user:6", "user:7");
        await ExecuteAsync("UPDATE background_jobs SET attempts = 3 WHERE key = 'user:7'");
        await using var connection = await Database.OpenConnectionAsync(cancellationToken);

        var waiting = await inspector.JobsOfAsync(connection, "user:7", cancellationToken);
        var position = waiting[0].Position;

        long? last = null;
        var failing = new JobFilter { Queue = "mail", MinAttempts = 3 };
        for (var page = await inspector.PageAsync(connection, failing, last, 50, cancellationToken);
             page.Count > 0;
             page = await inspector.PageAsync(connection, failing, last, 50, cancellationToken))
        {
            foreach (var job in page)
                Console.WriteLine($"{job.Id} {job.Kind} {job.State} {job.Attempts} {job.LastError} {job.Worker}");
            last = page[^1].Id;
        }

        foreach (var found in await inspector.QueuesAsync(connection, cancellationToken))
            Console.WriteLine($"{found.Name}: {found.Ready} ready, {found.Dead} dead, {found.Workers} workers, oldest {found.OldestReadyAt}");

        Assert.Equal(1, position);
        Assert.Equal(waiting[0].Id, last);
    }

    [Fact]
    public async Task News_say_when_to_look_again()
    {
        using var lookAgain = new SemaphoreSlim(0);
        var host = await StartWorkerAsync("worker", Effects.WriteAsync);
        var feed = host.Services.GetRequiredService<JobNewsFeed>();

        using var subscription = feed.Subscribe(news =>
        {
            if (news == JobNews.Everything || news.Key == "user:7")
                lookAgain.Release();
        });

        await EnqueueAsync(Kinds.Plain, "user:7");
        Assert.True(await lookAgain.WaitAsync(TimeSpan.FromSeconds(20), Cancelled));
    }
}
