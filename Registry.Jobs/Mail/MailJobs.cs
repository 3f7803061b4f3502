using Registry.Data.Changes;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Mail;

/// <summary>An invitation that is to be mailed. Whom it is for and whether it still stands, the handler reads when it runs.</summary>
/// <param name="InvitationId">Its key.</param>
internal sealed record MailInvitation(long InvitationId);

/// <summary>A one-time link that is to be mailed.</summary>
/// <param name="LinkId">Its key.</param>
internal sealed record MailLink(long LinkId);

/// <summary>Something that the requester of changes is to be mailed about them.</summary>
/// <param name="UserId">Who asked for them.</param>
/// <param name="Notice">What has become of them.</param>
/// <param name="ChangeIds">Their keys.</param>
internal sealed record MailChangeNotice(long UserId, ChangeNotice Notice, IReadOnlyList<long> ChangeIds);

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

    public static JobKind<MailLink> MailLink { get; } = new("mail_link")
    {
        Queue = Queue,
        Coalesce = true,
        Key = job => $"link:{job.LinkId}",
    };

    public static JobKind<MailChangeNotice> MailChangeNotice { get; } = new("mail_change_notice")
    {
        Queue = Queue,
        Key = job => $"user:{job.UserId}",
    };
}
