using System.Collections.Concurrent;
using System.Diagnostics;

namespace Registry.Jobs.Queue.Tests.Telemetry;

public sealed class TraceTests(PostgresFixture postgres) : QueueTest(postgres)
{
    [Fact]
    public async Task An_attempt_goes_on_with_the_trace_of_whoever_added_the_job()
    {
        var kind = Kinds.Named("traced");
        using var traces = new Traces(kind.Name);
        Activity? inHandler = null;
        var request = await AddWithinAsync(kind, "one");

        await BuildDriver(
            (_, _) =>
            {
                inHandler = Activity.Current;
                return Task.CompletedTask;
            },
            kinds: kind).RunAllPendingAsync(Cancelled);

        var attempt = Assert.Single(traces.Ended);
        Assert.Equal((request.TraceId, request.SpanId, ActivityKind.Consumer), (attempt.TraceId, attempt.ParentSpanId, attempt.Kind));
        Assert.Same(attempt, inHandler);
        Assert.Equal("default", attempt.GetTagItem("messaging.destination.name"));
    }

    [Fact]
    public async Task A_batch_has_a_trace_of_its_own_with_links_to_those_of_its_jobs()
    {
        var kind = Kinds.Named("traced_batch") with { BatchSize = 10 };
        using var traces = new Traces(kind.Name);
        var first = await AddWithinAsync(kind, "one");
        var second = await AddWithinAsync(kind, "two");
        await EnqueueAsync(kind, "of nobody");

        await BuildDriver((_, _) => Task.CompletedTask, kinds: kind).RunAllPendingAsync(Cancelled);

        var attempt = Assert.Single(traces.Ended);
        Assert.Equal([first, second], [.. attempt.Links.Select(link => (link.Context.TraceId, link.Context.SpanId))]);
        Assert.DoesNotContain(attempt.TraceId, new[] { first.TraceId, second.TraceId });
        Assert.Equal(3, attempt.GetTagItem("messaging.batch.message_count"));
    }

    [Fact]
    public async Task A_failed_attempt_is_an_error_in_its_trace()
    {
        var kind = Kinds.Named("traced_failure");
        using var traces = new Traces(kind.Name);
        await EnqueueAsync(kind, "one");

        await BuildDriver((_, _) => throw new InvalidOperationException("Broken."), options => options.Retry = new RetryPolicy(), kind)
            .RunAllPendingAsync(Cancelled);

        Assert.Equal((ActivityStatusCode.Error, "Broken."), (Assert.Single(traces.Ended).Status, traces.Ended.Single().StatusDescription));
    }

    private async Task<(ActivityTraceId TraceId, ActivitySpanId SpanId)> AddWithinAsync(JobKind<Note> kind, string text)
    {
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        await EnqueueAsync(kind, text);
        return (request.TraceId, request.SpanId);
    }

    /// <summary>Attempts at jobs of one kind.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ActivityListener _listener;

        public Traces(string kind)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == JobQueueTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                    options.Name == kind ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = activity => Ended.Enqueue(activity),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Ended { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
