using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Registry.Jobs.Mail;

/// <summary>Hands mail to a server.</summary>
internal static class SmtpTransport
{
    /// <summary>For each answer of the server.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(10);

    /// <exception cref="MailException">The server did not take it.</exception>
    public static async Task SendAsync(SmtpOptions smtp, MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = (int)StepPatience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(smtp.Host!, smtp.EffectivePort, Security(smtp.Security), cancellationToken);
            if (smtp.Username is { Length: > 0 } username)
                await client.AuthenticateAsync(username, smtp.Password ?? "", cancellationToken);
            await client.SendAsync(mail, cancellationToken);
        }
        catch (Exception exception) when (IsRefusal(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new MailException($"The mail server {smtp.Host} did not take the mail: {Without(smtp.Password, exception.Message)}", exception);
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

    /// <summary>Servers quote what they were sent.</summary>
    private static string Without(string? secret, string text) =>
        string.IsNullOrEmpty(secret) ? text : text.Replace(secret, "…", StringComparison.Ordinal);

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
}
