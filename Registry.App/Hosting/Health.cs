using Npgsql;
using Registry.Jobs.Monitoring.Running;
using Registry.Migrations;

namespace Registry.App.Hosting;

/// <summary>
/// Answers whether the process lives, and whether it can do its work. A monitor that does not run is told of, but it is no reason to send
/// clients elsewhere: the process answers them as well as any other.
/// </summary>
internal static class Health
{
    private const string JsonType = "application/json";

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("alive\n"))
            .WithSummary("Whether the process answers.").Produces<string>(200, "text/plain");
        app.MapGet("/health/ready", async (HttpRequest request, NpgsqlDataSource database, MonitorHealth monitor, CancellationToken cancellationToken) =>
        {
            var readiness = await ReadAsync(database, monitor, cancellationToken);
            var status = readiness.Fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return WantsJson(request) ? Results.Json(readiness.ToJson(), statusCode: status) : Results.Text(readiness.ToText(), statusCode: status);
        })
            .WithSummary("Whether it can do its work, and how it stands with the monitor; JSON if asked for.")
            .Produces<ReadinessJson>(200, "text/plain", JsonType).Produces<ReadinessJson>(503, "text/plain", JsonType);
    }

    private static async Task<Readiness> ReadAsync(NpgsqlDataSource database, MonitorHealth monitor, CancellationToken cancellationToken)
    {
        try
        {
            return await RegistryMigrator.IsMigratedAsync(database, cancellationToken)
                ? new Readiness(null, await monitor.ReadAsync(cancellationToken))
                : new Readiness("the database is not migrated; run `registry migrate`", null);
        }
        catch (NpgsqlException)
        {
            return new Readiness("the database cannot be reached", null);
        }
    }

    private static bool WantsJson(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase));

    /// <param name="Fault">Why it is not ready; null when it is.</param>
    /// <param name="Monitor">How it stands with the monitor, where that can be known.</param>
    private sealed record Readiness(string? Fault, MonitorState? Monitor)
    {
        public string ToText() => (Fault, Monitor?.Problem) switch
        {
            ({ } fault, _) => $"{fault}\n",
            (_, { } problem) => $"ready, but {problem}\n",
            _ => "ready\n",
        };

        public ReadinessJson ToJson() => new(
            Fault is null ? "ready" : "unavailable", Fault,
            Monitor is null
                ? null
                : new(Monitor.Problem is null ? "ok" : "failing", Monitor.Problem, Monitor.LastRunAt, Monitor.LastOutcome, Monitor.NextRunAt));
    }

    /// <summary>Whether the process is <c>ready</c> or <c>unavailable</c>, and why.</summary>
    private sealed record ReadinessJson(string Status, string? Problem, MonitorJson? Monitor);

    /// <summary>Whether the monitor is <c>ok</c> or <c>failing</c>, and when it runs.</summary>
    private sealed record MonitorJson(string Status, string? Problem, DateTimeOffset? LastRunAt, string? LastOutcome, DateTimeOffset? NextRunAt);
}
