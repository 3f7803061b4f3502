using Registry.Jobs.CleaningUp;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Repair;
using Registry.Jobs.Mail;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Queue;

namespace Registry.Jobs;

/// <summary>The kinds of the registry's jobs, also for processes that run none.</summary>
internal static class RegistryKinds
{
    public static IReadOnlyList<JobKind> All { get; } =
    [
        IndexJobs.UpdateSparseIndex,
        IndexJobs.UpdateGitIndex,
        IndexJobs.PackGitIndex,
        IndexJobs.SquashGitIndex,
        IndexJobs.VerifyIndex,
        IndexJobs.RepairIndex,
        IndexJobs.RemoveStoredFiles,
        IndexJobs.VerifyCrate,
        RemoveStrayFiles.Kind,
        PagingJobs.DeliverPages,
        MailJobs.MailInvitation,
        MailJobs.MailLink,
        MailJobs.MailChangeNotice,
        CleanUp.Kind,
    ];
}
