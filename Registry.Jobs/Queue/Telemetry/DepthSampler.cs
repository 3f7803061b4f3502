using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Registry.Jobs.Queue.Storage;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Telemetry;

/// <summary>
/// How many jobs there are, and how long the oldest has waited, looked up while somebody measures. A series that was there once goes on at 0:
/// one that vanished would look as if nobody had measured.
/// </summary>
internal sealed class DepthSampler : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly JobConnections _connections;
    private readonly JobInspector _inspector;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Queue, string Kind, JobState State), (long Count, double OldestSeconds)> _series = [];
    private readonly ObservableGauge<long> _depth;
    private readonly ObservableGauge<double> _oldest;

    public DepthSampler(
        JobTelemetry telemetry, JobConnections connections, JobInspector inspector, WakeUps wakeUps, TimeProvider time)
    {
        _connections = connections;
        _inspector = inspector;
        _time = time;
        _depth = telemetry.Meter.CreateObservableGauge(
            "jobs.depth", () => Measure(series => series.Count), "{job}", "Unfinished jobs, by state.");
        _oldest = telemetry.Meter.CreateObservableGauge(
            "jobs.oldest.age", () => Measure(series => series.OldestSeconds), "s", "How long the oldest job has been in its state, or unfinished.");
        telemetry.Meter.CreateObservableGauge(
            "jobs.listener.up", () => wakeUps.IsListening ? 1 : 0, "{connection}", "Whether this process hears of new jobs at once.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_depth.Enabled || _oldest.Enabled)
                    await SampleAsync(stoppingToken);
                await Task.Delay(Interval, _time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                // What was seen last stays until the database answers again; that it does not is said by others.
                await Task.Delay(Interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _connections.General.OpenConnectionAsync(cancellationToken);
        var counts = await _inspector.CountsAsync(connection, cancellationToken);
        await using var clock = new NpgsqlCommand("SELECT now()", connection);
        var now = new DateTimeOffset((DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!);
        lock (_lock)
        {
            foreach (var series in _series.Keys.ToList())
                _series[series] = (0, 0);
            foreach (var count in counts)
                _series[(count.Queue, count.Kind, count.State)] = (count.Count, Math.Max(0, (now - count.OldestAt).TotalSeconds));
        }
    }

    private List<Measurement<T>> Measure<T>(Func<(long Count, double OldestSeconds), T> value)
        where T : struct
    {
        lock (_lock)
        {
            return [.. _series.Select(series => new Measurement<T>(
                value(series.Value),
                new KeyValuePair<string, object?>("queue", series.Key.Queue),
                new KeyValuePair<string, object?>("kind", series.Key.Kind),
                new KeyValuePair<string, object?>("state", InspectName(series.Key.State))))];
        }
    }

    private static string InspectName(JobState state) => Inspecting.InspectSql.NameOf(state);
}
