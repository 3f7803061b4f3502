using Microsoft.Extensions.Options;

namespace Registry.Jobs.Queue.Tests.Running;

public sealed class ConnectionBudgetTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task More_workers_than_the_server_has_connections_stop_the_start_with_a_word()
    {
        var host = BuildWorker("greedy", Effects.WriteAsync, options => options.Queues["default"] = new QueueOptions { Workers = 5000 });

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);

        Assert.Contains("5000 workers need 5002 connections", exception.Message, StringComparison.Ordinal);
        Assert.Contains("max_connections", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_that_the_process_does_not_work_on_need_no_connections()
    {
        await StartWorkerAsync("modest", Effects.WriteAsync, options =>
        {
            options.OnlyQueues.Add(Kinds.Plain.Queue);
            options.Queues[Kinds.Exclusive.Queue] = new QueueOptions { Workers = 5000 };
        }, Kinds.Plain, Kinds.Exclusive);
        await EnqueueAsync(Kinds.Plain, "one");

        await NoJobIsLeftAsync();
    }
}
