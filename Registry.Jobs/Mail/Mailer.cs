using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Registry.Jobs.Mail;

/// <summary>Sends mail to users, or puts it into a directory where no mail server is set.</summary>
internal sealed partial class Mailer(string directory, IOptions<MailOptions> options, TimeProvider time, ILogger<Mailer> logger)
{
    /// <summary>Returns as well when the server says that there is nobody at the address: no further try would reach them.</summary>
    /// <exception cref="MailException">The mail server did not take it.</exception>
    public async Task SendAsync(string to, string subject, string text, CancellationToken cancellationToken)
    {
        using var mail = new MimeMessage { Subject = subject, Date = time.GetUtcNow(), Body = new TextPart("plain") { Text = text } };
        mail.From.Add(MailboxAddress.Parse(options.Value.From));
        mail.To.Add(MailboxAddress.Parse(to));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (string.IsNullOrEmpty(options.Value.Smtp.Host))
        {
            await WriteAsync(mail, cancellationToken);
            return;
        }

        try
        {
            await SmtpTransport.SendAsync(options.Value.Smtp, mail, cancellationToken);
        }
        catch (MailException refused) when (refused.IsUnknownRecipient)
        {
            LogUnknownRecipient(refused.Message);
        }
    }

    private async Task WriteAsync(MimeMessage mail, CancellationToken cancellationToken)
    {
        var folder = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(directory)
            : Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = Path.Combine(folder.FullName, $"{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{Guid.NewGuid():N}.eml");
        await mail.WriteToAsync(file + ".tmp", cancellationToken);
        File.Move(file + ".tmp", file);
        LogWritten(file);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "No mail server is set (Mail:Smtp:Host); the mail is in {File}")]
    private partial void LogWritten(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail to a user is given up: {Reason}")]
    private partial void LogUnknownRecipient(string reason);
}
