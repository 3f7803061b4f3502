using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Mail;

/// <summary>
/// Mails a one-time link to the address it is for. Its secret is made here and kept as a hash only; a mail that is sent again has another, and
/// the last one counts.
/// </summary>
internal sealed class MailLinkHandler(Mailer mailer, PublicUrl publicUrl, TimeProvider time) : IJobHandler<MailLink>
{
    public async Task RunAsync(JobBatch<MailLink> batch, CancellationToken cancellationToken)
    {
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var id = batch.Jobs[0].Arguments.LinkId;
        var link = await db.OneTimeLinks.Include(known => known.User).SingleOrDefaultAsync(known => known.Id == id, cancellationToken);
        if (link is not { Email: { } address, User: { } user } || link.ExpiresAt <= time.GetUtcNow())
            return;
        var secret = TokenSecret.NewSecret();
        link.Hash = TokenSecret.Hash(secret);
        await db.SaveChangesAsync(cancellationToken);
        var (subject, text) = link.Purpose == LinkPurpose.ConfirmEmail
            ? ("Confirm your mail address", Confirmation(link, user, secret))
            : (user.PasswordHash is null ? "Your new account" : "Choose a new password", Password(link, user, secret));
        await mailer.SendAsync(address, subject, text, cancellationToken);
    }

    private string Confirmation(OneTimeLink link, User user, string secret) => $"""
        Hello {user.Login},

        this is to confirm that mail from the registry at {publicUrl.Base} reaches you at this address.
        Open this link until {Until(link)}:

        {publicUrl.Base}/confirm-email/{secret}

        If you did not ask for it, do nothing, and nothing happens.
        """;

    private string Password(OneTimeLink link, User user, string secret) => $"""
        Hello {user.Login},

        to choose a password for your account in the registry at {publicUrl.Base}, open this link until {Until(link)}:

        {publicUrl.Base}/choose-password/{secret}

        It is good for one time. Whoever has it can choose for you. If you did not ask for it, do nothing, and nothing changes.
        """;

    private static string Until(OneTimeLink link) => link.ExpiresAt.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
