using System.Collections.Concurrent;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Tests.Waking;

public sealed class JobNewsTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task All_processes_hear_when_a_job_begins_and_when_it_ends()
    {
        var gate = new Gate();
        var news = new ConcurrentQueue<JobNews>();
        using var subscription = Client.Feed.Subscribe(news.Enqueue);
        await Client.StartAsync();
        await Wait.UntilAsync(() => news.Contains(JobNews.Everything), timeout: null, "the listener");
        await StartWorkerAsync("worker", (_, cancellationToken) => gate.PassAsync(cancellationToken));
        await EnqueueAsync(Kinds.Plain, "a key of several words");
        var expected = new JobNews(Kinds.Plain.Name, "a key of several words");

        await Wait.UntilAsync(() => news.Count(heard => heard == expected) == 1, timeout: null, "the news that it began");
        Assert.NotNull(Assert.Single(await JobsAsync("a key of several words")).Worker);
        gate.Open();
        await Wait.UntilAsync(() => news.Count(heard => heard == expected) == 2, timeout: null, "the news that it is done");
        Assert.Empty(await JobsAsync("a key of several words"));
    }

    [Fact]
    public async Task A_subscriber_that_throws_stops_nobody()
    {
        var host = BuildWorker("worker", Effects.WriteAsync);
        using var subscription = host.Feed.Subscribe(_ => throw new InvalidOperationException("A fault of the subscriber."));
        await host.StartAsync();
        await EnqueueAsync(Kinds.Plain, "one", "two");

        await NoJobIsLeftAsync();

        Assert.Equal(["one", "two"], [.. (await EffectsAsync()).Order()]);
        Assert.All(await AttemptsAsync("one"), attempt => Assert.True(attempt.Succeeded));
        var lifetime = (Microsoft.Extensions.Hosting.IHostApplicationLifetime)host.Services.GetService(
            typeof(Microsoft.Extensions.Hosting.IHostApplicationLifetime))!;
        Assert.False(lifetime.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public void Somebody_who_has_left_hears_nothing()
    {
        var heard = 0;
        var feed = Client.Feed;
        feed.Subscribe(_ => heard++).Dispose();
        using var stays = feed.Subscribe(_ => heard += 10);

        feed.Publish(JobNews.Everything);

        Assert.Equal(10, heard);
    }

    [Theory]
    [InlineData("kind", "key")]
    [InlineData("kind", "key with spaces ")]
    [InlineData("kind", null)]
    public void News_survive_the_channel(string kind, string? key) =>
        Assert.Equal(new JobNews(kind, key), NewsPayload.MovedJob(NewsPayload.Moved(kind, key)));

    [Theory]
    [InlineData("")]
    [InlineData("something else")]
    public void Words_of_others_on_the_channel_are_not_news(string payload) =>
        Assert.Equal((null, null), (NewsPayload.MovedJob(payload), NewsPayload.ReadyQueue(payload)));
}
