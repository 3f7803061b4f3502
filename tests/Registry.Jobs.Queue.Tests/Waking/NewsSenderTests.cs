using System.Collections.Concurrent;
using Npgsql;
using Registry.Jobs.Queue.Storage;
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

    private async Task<NpgsqlConnection> ListenAsync(ConcurrentQueue<string> heard)
    {
        var listener = await Database.OpenConnectionAsync(Cancelled);
        listener.Notification += (_, notification) => heard.Enqueue(notification.Payload);
        await using var listen = new NpgsqlCommand($"LISTEN {JobSql.Channel}", listener);
        await listen.ExecuteNonQueryAsync(Cancelled);
        return listener;
    }

    /// <summary>What has been sent by now comes along with the answer to any statement.</summary>
    private static async Task HearAsync(NpgsqlConnection listener)
    {
        await using var statement = new NpgsqlCommand("SELECT 1", listener);
        await statement.ExecuteNonQueryAsync(Cancelled);
    }
}
