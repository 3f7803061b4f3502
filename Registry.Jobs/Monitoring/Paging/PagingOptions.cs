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

/// <summary>How mail is handed over.</summary>
internal sealed class SmtpOptions
{
    public string? Host { get; set; }

    /// <summary>Null: 587 with <see cref="SmtpSecurity.StartTls"/>, 465 with <see cref="SmtpSecurity.Tls"/>, else 25.</summary>
    public int? Port { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    public int EffectivePort => Port ?? Security switch
    {
        SmtpSecurity.StartTls => 587,
        SmtpSecurity.Tls => 465,
        _ => 25,
    };
}

/// <summary>How the connection to the mail server is protected.</summary>
internal enum SmtpSecurity
{
    /// <summary>TLS after STARTTLS; a server that does not offer it is not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all.</summary>
    None,
}
