using Microsoft.Extensions.Options;
using MimeKit;
using Registry.Jobs.Mail;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>Mail by SMTP.</summary>
internal sealed class EmailChannel(IOptions<PagingOptions> options) : IPagingChannel
{
    private const int MaxSubject = 150;

    public string Name => "email";

    public bool IsConfigured => !string.IsNullOrEmpty(options.Value.Email.To);

    public async Task SendAsync(PageMessage message, CancellationToken cancellationToken)
    {
        using var mail = MailOf(message);
        try
        {
            await SmtpTransport.SendAsync(options.Value.Smtp, mail, cancellationToken);
        }
        catch (MailException exception)
        {
            throw new PagingException(Words.Quote(exception.Message));
        }
    }

    private MimeMessage MailOf(PageMessage message)
    {
        var email = options.Value.Email;
        var from = MailboxAddress.Parse(email.From!);
        var mail = new MimeMessage
        {
            Subject = $"[Registry] {(message.Summary.Length <= MaxSubject ? message.Summary : $"{message.Summary[..MaxSubject]}…")}",
            MessageId = $"{message.Id}@{from.Domain}",
            Date = message.ClearedAt ?? message.OpenedAt,
            Body = new TextPart("plain") { Text = Text(message) },
        };
        mail.From.Add(from);
        mail.To.AddRange(InternetAddressList.Parse(email.To!));

        // The end of an incident stands below its beginning, and nobody's holiday notice answers.
        mail.References.Add($"{message.IncidentId}@{from.Domain}");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    private static string Text(PageMessage message) => $"""
        {message.Summary}

        Registry: {message.Registry}
        Incident: {message.Key} ({message.IncidentId})
        Opened:   {Words.Of(message.OpenedAt)}
        {(message.ClearedAt is { } cleared ? $"Over:     {Words.Of(cleared)}\n" : "")}
        What the checks mean, and what to do, stands in docs/operating.md, "Being paged".
        """;
}
