using System.Diagnostics;
using System.Diagnostics.Metrics;
using Registry.Jobs.Queue.Running;

namespace Registry.Jobs.Queue.Telemetry;

/// <summary>What is measured as it happens. Times are taken by the server's clock where two processes are involved.</summary>
internal sealed class JobTelemetry : IDisposable
{
    private readonly ActivitySource _activities = new(JobQueueTelemetry.Name);
    private readonly Histogram<double> _enqueueToStart;
    private readonly Histogram<double> _runTime;
    private readonly Counter<long> _attempts;

    /// <param name="meters">The host's, where it has one.</param>
    public JobTelemetry(IMeterFactory? meters)
    {
        Meter = meters?.Create(JobQueueTelemetry.Name) ?? new Meter(JobQueueTelemetry.Name);
        _enqueueToStart = Meter.CreateHistogram<double>(
            "jobs.wait.duration", "s", "From the moment a job could be run to the start of the attempt.");
        _runTime = Meter.CreateHistogram<double>("jobs.run.duration", "s", "How long attempts took.");
        _attempts = Meter.CreateCounter<long>("jobs.attempts", "{attempt}", "Attempts that ended, by outcome.");
    }

    public Meter Meter { get; }

    /// <summary>The trace goes on where the job was added; a batch begins one of its own, and links to those of its jobs.</summary>
    public Activity? Start(JobKind kind, IReadOnlyList<JobRow> rows)
    {
        foreach (var row in rows)
            _enqueueToStart.Record(Math.Max(0, (row.StartedAt - row.ReadyAt).TotalSeconds), TagsOf(kind));
        if (!_activities.HasListeners())
            return null;
        var parents = rows.Select(row => ActivityContext.TryParse(row.TraceParent, null, isRemote: true, out var parent) ? parent : default)
            .Where(parent => parent != default).Distinct().ToList();
        var activity = rows.Count == 1 && parents is [var only]
            ? _activities.StartActivity(ActivityKind.Consumer, only, name: kind.Name)
            : _activities.StartActivity(ActivityKind.Consumer, links: parents.Select(parent => new ActivityLink(parent)), name: kind.Name);
        activity?.SetTag("messaging.destination.name", kind.Queue);
        activity?.SetTag("messaging.batch.message_count", rows.Count);
        return activity;
    }

    public void Ended(JobKind kind, TimeSpan runTime) => _runTime.Record(runTime.TotalSeconds, TagsOf(kind));

    public void Count(JobKind kind, string outcome, int count = 1)
    {
        if (count == 0)
            return;
        var tags = TagsOf(kind);
        tags.Add("outcome", outcome);
        _attempts.Add(count, tags);
    }

    public void Dispose()
    {
        _activities.Dispose();
        Meter.Dispose();
    }

    private static TagList TagsOf(JobKind kind) => new() { { "queue", kind.Queue }, { "kind", kind.Name } };
}
