using Registry.Jobs.Queue;

namespace Registry.Jobs.Mail;

/// <summary>An invitation that is to be mailed. Whom it is for and whether it still stands, the handler reads when it runs.</summary>
/// <param name="InvitationId">Its key.</param>
internal sealed record MailInvitation(long InvitationId);

/// <summary>The jobs that send mail.</summary>
internal static class MailJobs
{
    public const string Queue = "mail";

    public static JobKind<MailInvitation> MailInvitation { get; } = new("mail_invitation")
    {
        Queue = Queue,
        Coalesce = true,
        Key = job => $"invitation:{job.InvitationId}",
    };
}
