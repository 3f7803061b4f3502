using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>PagerDuty, Events API v2. One <c>dedup_key</c> per incident, so that sending twice opens one alert.</summary>
internal sealed class PagerDutyChannel(PagingHttp http, IOptions<PagingOptions> options) : IPagingChannel
{
    private const int MaxSummary = 1024;

    private PagerDutyOptions Settings => options.Value.PagerDuty;

    public string Name => "pagerduty";

    public bool IsConfigured => !string.IsNullOrEmpty(Settings.RoutingKey);

    private Uri Address
    {
        get
        {
            var url = new Uri(Settings.Url);
            return url.AbsolutePath == "/" ? new Uri(url, "/v2/enqueue") : url;
        }
    }

    public Task SendAsync(PageMessage message, CancellationToken cancellationToken) => http.PostAsync(
        "PagerDuty", Address, JsonSerializer.SerializeToUtf8Bytes(Event(message)), [Settings.RoutingKey], null, cancellationToken);

    private object Event(PageMessage message)
    {
        var key = $"registry-{message.IncidentId}";
        if (message.Kind == PageMessageKind.Resolve)
            return new { routing_key = Settings.RoutingKey, event_action = "resolve", dedup_key = key };
        return new
        {
            routing_key = Settings.RoutingKey,
            event_action = "trigger",
            dedup_key = key,
            client = "Registry",
            client_url = message.Registry,
            payload = new
            {
                summary = message.Summary.Length <= MaxSummary ? message.Summary : message.Summary[..MaxSummary],
                source = message.Registry,
                severity = message.Kind == PageMessageKind.Test ? "info" : "critical",
                timestamp = message.OpenedAt.UtcDateTime.ToString("O"),
                component = "registry",
                group = message.Check,
                @class = message.Key,
            },
        };
    }
}
