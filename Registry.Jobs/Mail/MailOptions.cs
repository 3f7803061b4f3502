using Microsoft.Extensions.Options;
using MimeKit;

namespace Registry.Jobs.Mail;

/// <summary>Settings of the section <c>Mail</c>: what users get. Without a server it is put into files.</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>Where mail comes from.</summary>
    public string From { get; set; } = "registry@localhost";

    public SmtpOptions Smtp { get; set; } = new();
}

internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var faults = new List<string>();
        if (!MailboxAddress.TryParse(options.From, out var from) || from.LocalPart.Length == 0)
            faults.Add($"Mail:From is `{options.From}`; give an address such as registry@example.com.");
        faults.AddRange(options.Smtp.Faults("Mail:Smtp"));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
