using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>A signed POST to an address of the operator's choice.</summary>
internal sealed class WebhookChannel(PagingHttp http, IOptions<PagingOptions> options, TimeProvider time) : IPagingChannel
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private WebhookOptions Settings => options.Value.Webhook;

    public string Name => "webhook";

    public bool IsConfigured => !string.IsNullOrEmpty(Settings.Url);

    public Task SendAsync(PageMessage message, CancellationToken cancellationToken)
    {
        var address = new Uri(Settings.Url!);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Type = message.Kind switch
                {
                    PageMessageKind.Trigger => "incident.opened",
                    PageMessageKind.Resolve => "incident.resolved",
                    _ => "test",
                },
                Timestamp = message.ClearedAt ?? message.OpenedAt,
                Data = new
                {
                    message.IncidentId,
                    message.Key,
                    message.Check,
                    message.Sentence,
                    message.OpenedAt,
                    message.ClearedAt,
                    message.Registry,
                },
            },
            Json);
        var sentAt = time.GetUtcNow().ToUnixTimeSeconds();
        return http.PostAsync(
            "The webhook",
            address,
            body,
            [Settings.Secret, Settings.Url, address.PathAndQuery.Length > 1 ? address.PathAndQuery : null],
            headers =>
            {
                headers.Add("webhook-id", message.Id);
                headers.Add("webhook-timestamp", sentAt.ToString(CultureInfo.InvariantCulture));
                if (Settings.Secret is { Length: > 0 } secret)
                    headers.Add("webhook-signature", WebhookSignature.Of(message.Id, sentAt, body, secret));
            },
            cancellationToken);
    }
}
