using Prometheus;
using Registry.Jobs.Queue;

namespace Registry.App.Metrics;

/// <summary><c>/metrics</c> in Prometheus' text format: what this process has measured of the queue, of requests and of the database.</summary>
internal static class MetricsEndpoint
{
    private static readonly string[] Meters =
        [JobQueueTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Components.Server.Circuits", "Npgsql"];

    /// <summary>From a millisecond to ten minutes.</summary>
    private static readonly double[] Seconds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600];

    public static void AddMetricsEndpoint(this IServiceCollection services)
    {
        services.AddSingleton<MeterReader>();
        services.AddHostedService(provider => provider.GetRequiredService<MeterReader>());
    }

    public static void MapMetricsEndpoint(this IEndpointRouteBuilder app) =>
        app.MapMetrics("/metrics", app.ServiceProvider.GetRequiredService<MeterReader>().Registry);

    /// <summary>Listens to the meters for as long as the process serves.</summary>
    private sealed class MeterReader : IHostedService, IDisposable
    {
        private IDisposable? _adapter;

        public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _adapter = MeterAdapter.StartListening(new MeterAdapterOptions
            {
                Registry = Registry,
                MetricFactory = Prometheus.Metrics.WithCustomRegistry(Registry),
                InstrumentFilterPredicate = instrument => Meters.Contains(instrument.Meter.Name),
                ResolveHistogramBuckets = _ => Seconds,

                // A series that is measured at 0 is not one that has expired.
                MetricsExpireAfter = TimeSpan.FromHours(1),
            });
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _adapter?.Dispose();
    }
}
