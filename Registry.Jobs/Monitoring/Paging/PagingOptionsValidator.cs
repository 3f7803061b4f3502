using Microsoft.Extensions.Options;
using MimeKit;

namespace Registry.Jobs.Monitoring.Paging;

internal sealed class PagingOptionsValidator : IValidateOptions<PagingOptions>
{
    public ValidateOptionsResult Validate(string? name, PagingOptions options)
    {
        var faults = new List<string>();
        if (!IsWebAddress(options.PagerDuty.Url))
            faults.Add($"Paging:PagerDuty:Url is `{options.PagerDuty.Url}`; give an address such as https://events.pagerduty.com.");

        // The address of a webhook may be a secret itself.
        if (options.Webhook.Url is { Length: > 0 } webhook && !IsWebAddress(webhook))
            faults.Add("Paging:Webhook:Url is no address; it begins with https:// or http://.");
        if (options.Webhook.Secret is { Length: > 0 } secret && !WebhookSignature.IsSound(secret))
            faults.Add("Paging:Webhook:Secret begins with whsec_, but what follows is not base64.");
        if (options.Webhook.Secret is { Length: > 0 } && string.IsNullOrEmpty(options.Webhook.Url))
            faults.Add("Paging:Webhook:Url is not set, but Paging:Webhook:Secret is.");
        if (options.Email.To is { Length: > 0 } to)
            CheckEmail(to, options, faults);
        faults.AddRange(options.Smtp.Faults("Paging:Smtp"));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckEmail(string to, PagingOptions options, List<string> faults)
    {
        if (!InternetAddressList.TryParse(to, out var addresses) || !addresses.Mailboxes.Any() || !addresses.Mailboxes.All(IsWhole))
            faults.Add($"Paging:Email:To is `{to}`; give addresses such as oncall@example.com, with commas between them.");
        if (string.IsNullOrEmpty(options.Email.From))
            faults.Add("Paging:Email:From is not set; give the address that pages come from, such as registry@example.com.");
        else if (!MailboxAddress.TryParse(options.Email.From, out var from) || !IsWhole(from))
            faults.Add($"Paging:Email:From is `{options.Email.From}`; give an address such as registry@example.com.");
        if (string.IsNullOrEmpty(options.Smtp.Host))
            faults.Add("Paging:Smtp:Host is not set; name the mail server that takes the mail to Paging:Email:To.");
    }

    private static bool IsWhole(MailboxAddress address) => address.Domain.Length > 0 && address.LocalPart.Length > 0;

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}
