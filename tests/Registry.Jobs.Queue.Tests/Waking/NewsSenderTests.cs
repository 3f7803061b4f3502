using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Tests.Waking;

public sealed class NewsSenderTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task What_was_said_just_before_the_process_stops_is_still_sent()
    {
        string[] queues = ["one", "two", "three", "four"];
        var heard = new ConcurrentQueue<string>();
        await using var listener = await ListenAsync(heard);
        await Client.StartAsync();

        foreach (var queue in queues)
            Client.Queue.Wake(Kinds.Plain with { Queue = queue });

        await Client.StopAsync();
        await HearAsync(listener);

        Assert.Equal(queues.Select(NewsPayload.Ready).Order(), heard.Order());
    }

    [Fact]
    public async Task What_is_said_again_and_again_is_sent_a_few_times()
    {
        var heard = new ConcurrentQueue<string>();
        await using var listener = await ListenAsync(heard);
        await Client.StartAsync();

        for (var time = 0; time < 10_000; time++)
            Client.Queue.Wake(Kinds.Plain);
        await Client.StopAsync();
        await HearAsync(listener);

        Assert.InRange(heard.Count, 1, 100);
    }

    [Fact]
    public async Task The_end_of_a_job_is_told_even_when_everything_stops_at_once()
    {
        const string Listeners = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jobs listener'";
        var gate = new Gate();
        var heard = new ConcurrentQueue<string>();
        await using var listener = await ListenAsync(heard);
        var host = Build(queue =>
        {
            queue.Services.Configure<HostOptions>(options => options.ServicesStopConcurrently = true);
            queue.Services.AddSingleton<Handling>((_, cancellationToken) => gate.PassAsync(cancellationToken));
            queue.AddHandler<Note, NoteHandler>(Kinds.Plain).AddWorkers();
        });
        await host.StartAsync();
        await Wait.UntilAsync(async () => await QueryAsync<long>(Listeners) == 1, timeout: null, "the process to listen");
        await EnqueueAsync(Kinds.Plain, "last");
        await gate.EnteredAsync();
        await Wait.UntilAsync(() => HeardAsync(listener, heard, NewsPayload.Moved(Kinds.Plain.Name, "last")), timeout: null, "the job's start to be told");
        heard.Clear();

        var stopping = host.StopAsync();
        await Wait.UntilAsync(async () => await QueryAsync<long>(Listeners) == 0, timeout: null, "all but the job to have stopped");
        gate.Open();
        await stopping;
        await HearAsync(listener);

        Assert.Equal([NewsPayload.Moved(Kinds.Plain.Name, "last")], heard);
    }

    [Fact]
    public async Task A_process_that_has_stopped_may_still_say_something_and_be_stopped_again()
    {
        var host = Build(_ => { });
        await host.StartAsync();
        var sender = host.Services.GetRequiredService<NewsSender>();
        await host.DisposeAsync();

        sender.Send(NewsPayload.Ready("late"));

        await sender.StoppedAsync(Cancelled);
    }

    private async Task<NpgsqlConnection> ListenAsync(ConcurrentQueue<string> heard)
    {
        var listener = await Database.OpenConnectionAsync(Cancelled);
        listener.Notification += (_, notification) => heard.Enqueue(notification.Payload);
        await using var listen = new NpgsqlCommand($"LISTEN {NewsPayload.Channel}", listener);
        await listen.ExecuteNonQueryAsync(Cancelled);
        return listener;
    }

    private static async Task<bool> HeardAsync(NpgsqlConnection listener, ConcurrentQueue<string> heard, string payload)
    {
        await HearAsync(listener);
        return heard.Contains(payload);
    }

    /// <summary>What has been sent by now comes along with the answer to any statement.</summary>
    private static async Task HearAsync(NpgsqlConnection listener)
    {
        await using var statement = new NpgsqlCommand("SELECT 1", listener);
        await statement.ExecuteNonQueryAsync(Cancelled);
    }
}
