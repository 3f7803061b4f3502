namespace Registry.Jobs.Mail;

/// <summary>Mail was not taken; the message holds no secret.</summary>
internal sealed class MailException(string message, Exception cause) : Exception(message, cause);
