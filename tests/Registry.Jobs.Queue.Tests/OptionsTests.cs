using Microsoft.Extensions.Options;

namespace Registry.Jobs.Queue.Tests;

public sealed class OptionsTests
{
    public static TheoryData<Action<JobQueueOptions>, string> WrongSettings { get; } = new()
    {
        { options => options.ConnectionString = "", "connection string" },
        { options => options.PollInterval = TimeSpan.Zero, "poll interval" },
        { options => options.PollInterval = TimeSpan.MaxValue, "poll interval" },
        { options => options.GracePeriod = TimeSpan.FromSeconds(-1), "grace period" },
        { options => options.Queues["default"] = new QueueOptions { Workers = -1 }, "workers" },
        { options => options.Retry = new RetryPolicy { BaseDelay = TimeSpan.FromSeconds(-1) }, "retry policy" },
        { options => options.Retry = new RetryPolicy { Jitter = 2 }, "retry policy" },
        { options => options.Retry = new RetryPolicy { Factor = 0.5 }, "retry policy" },
    };

    [Theory]
    [MemberData(nameof(WrongSettings), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_setting_stops_the_start_and_is_named(Action<JobQueueOptions> wrong, string named)
    {
        var host = QueueHost.Build(
            "Host=127.0.0.1", wrong, queue => queue.AddHandler<Note, NoteHandler>(Kinds.Plain).AddWorkers());

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(host.StartAsync);

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }
}
