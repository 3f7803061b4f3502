using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Crates;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Mail;

/// <summary>
/// Mails an invitation to own a crate. The secret of its link is made here and kept as a hash only; a mail that is sent again has another,
/// and the last one counts.
/// </summary>
internal sealed partial class MailInvitationHandler(Mailer mailer, PublicUrl publicUrl, TimeProvider time, ILogger<MailInvitationHandler> logger)
    : IJobHandler<MailInvitation>
{
    public async Task RunAsync(JobBatch<MailInvitation> batch, CancellationToken cancellationToken)
    {
        await using var db = await RegistryDbContextOptions.JoinAsync(batch.Transaction, cancellationToken);
        var id = batch.Jobs[0].Arguments.InvitationId;
        var invitation = await db.Invitations
            .Include(known => known.Crate).Include(known => known.User).Include(known => known.InvitedBy)
            .SingleOrDefaultAsync(known => known.Id == id, cancellationToken);
        if (invitation is null || invitation.ExpiresAt <= time.GetUtcNow())
            return;
        if (string.IsNullOrEmpty(invitation.User!.Email))
        {
            LogNoAddress(invitation.User.Login, invitation.Crate!.Name);
            return;
        }

        var secret = TokenSecret.NewSecret();
        invitation.LinkHash = TokenSecret.Hash(secret);
        await db.SaveChangesAsync(cancellationToken);
        await mailer.SendAsync(
            invitation.User.Email, $"{invitation.InvitedBy!.Login} asks you to own the crate {invitation.Crate!.Name}", Text(invitation, secret), cancellationToken);
    }

    private string Text(OwnerInvitation invitation, string secret) => $"""
        Hello {invitation.User!.Login},

        {invitation.InvitedBy!.Login} asks you to become an owner of the crate `{invitation.Crate!.Name}` in the registry at {publicUrl.Base}.
        Owners publish and yank its versions, and say who else may.

        To accept or decline, open this link until {invitation.ExpiresAt:d MMMM yyyy}:

        {publicUrl.Base}/invitations/{secret}

        Whoever has the link can answer for you. If you do nothing, nothing happens.
        """;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Login} has no mail address and is not mailed the invitation to own {Crate}")]
    private partial void LogNoAddress(string login, string crate);
}
