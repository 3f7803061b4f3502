using Registry.Jobs.Mail;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>Settings of the section <c>Paging</c>. A channel without its first setting is not used.</summary>
internal sealed class PagingOptions
{
    public const string Section = "Paging";

    public PagerDutyOptions PagerDuty { get; set; } = new();

    public WebhookOptions Webhook { get; set; } = new();

    public EmailOptions Email { get; set; } = new();

    public SmtpOptions Smtp { get; set; } = new();
}

internal sealed class PagerDutyOptions
{
    /// <summary>The integration key of a service, Events API v2.</summary>
    public string? RoutingKey { get; set; }

    /// <summary>Where events go; with a path, exactly there.</summary>
    public string Url { get; set; } = "https://events.pagerduty.com";
}

internal sealed class WebhookOptions
{
    public string? Url { get; set; }

    /// <summary>What messages are signed with; without it they are not.</summary>
    public string? Secret { get; set; }
}

internal sealed class EmailOptions
{
    /// <summary>One address or several, with commas between them.</summary>
    public string? To { get; set; }

    public string? From { get; set; }
}
