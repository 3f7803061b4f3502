using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>Mail by SMTP.</summary>
internal sealed class EmailChannel(IOptions<PagingOptions> options) : IPagingChannel
{
    private const int MaxSubject = 150;

    /// <summary>For each answer of the server.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(10);

    private SmtpOptions Smtp => options.Value.Smtp;

    public string Name => "email";

    public bool IsConfigured => !string.IsNullOrEmpty(options.Value.Email.To);

    public async Task SendAsync(PageMessage message, CancellationToken cancellationToken)
    {
        using var mail = MailOf(message);
        using var client = new SmtpClient { Timeout = (int)StepPatience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(Smtp.Host!, Smtp.EffectivePort, Security(Smtp.Security), cancellationToken);
            if (Smtp.Username is { Length: > 0 } username)
                await client.AuthenticateAsync(username, Smtp.Password ?? "", cancellationToken);
            await client.SendAsync(mail, cancellationToken);
        }
        catch (Exception exception) when (IsRefusal(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new PagingException($"The mail server {Smtp.Host} did not take the mail: {Words.Quote(PagingHttp.Without([Smtp.Password], exception.Message))}");
        }

        await DisconnectAsync(client, cancellationToken);
    }

    private static SecureSocketOptions Security(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    private static bool IsRefusal(Exception exception) => exception is CommandException or ProtocolException or AuthenticationException
        or SslHandshakeException or ServiceNotConnectedException or ServiceNotAuthenticatedException or SocketException or IOException
        or TimeoutException or NotSupportedException or OperationCanceledException;

    /// <summary>The mail is taken; how the server says goodbye does not matter.</summary>
    private static async Task DisconnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            // It has gone before us.
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
