using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Registry.Jobs.Queue.Tests.Telemetry;

/// <summary>What one host measures. Hosts of other tests use meters of the same name, so it is told by its factory.</summary>
internal sealed class Measured : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, Dictionary<string, string> Tags)> _measurements = new();

    public Measured(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobQueueTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The values of an instrument whose tags contain all of these.</summary>
    public IReadOnlyList<double> Of(string instrument, params (string Name, string Value)[] tags) =>
    [
        .. _measurements
            .Where(one => one.Instrument == instrument && tags.All(tag => one.Tags.GetValueOrDefault(tag.Name) == tag.Value))
            .Select(one => one.Value),
    ];

    /// <summary>Asks for what is not said by itself, and forgets what was said before.</summary>
    public void Ask()
    {
        _measurements.Clear();
        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measurements.Enqueue(
        (instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}")));
}
