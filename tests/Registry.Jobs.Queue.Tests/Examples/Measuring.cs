using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Registry.Jobs.Queue.Tests.Examples;

public sealed class Measuring(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task Whoever_listens_is_told_of_each_attempt()
    {
        var shown = new ConcurrentQueue<string>();

        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == JobQueueTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Show(instrument.Name, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Show(instrument.Name, value, tags));
        meters.Start();

        await EnqueueAsync(Kinds.Plain, "one");
        await BuildDriver(Effects.WriteAsync).RunAllPendingAsync(Cancelled);
        Assert.Contains("jobs.attempts", shown);
        Assert.Contains("jobs.wait.duration", shown);

        void Show(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => shown.Enqueue(name);
    }
}
