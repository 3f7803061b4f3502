using MailKit.Net.Smtp;

namespace Registry.Jobs.Mail;

/// <summary>Mail was not taken; the message holds no secret.</summary>
internal sealed class MailException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>
    /// There is nobody at the address, and another try would be of no use: a permanent failure (5) of addressing (1), by the codes of RFC 3463.
    /// What is refused for another reason may be the fault of settings.
    /// </summary>
    public bool IsUnknownRecipient => InnerException is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted } refused
        && refused.Message.StartsWith("5.1.", StringComparison.Ordinal);
}
