using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs.CleaningUp;
using Registry.Jobs.Deletion;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;
using Registry.Jobs.Index.Git.Packing;
using Registry.Jobs.Index.Git.Remotes;
using Registry.Jobs.Index.Git.Squashing;
using Registry.Jobs.Index.Repair;
using Registry.Jobs.Index.Sparse;
using Registry.Jobs.Index.Upkeep;
using Registry.Jobs.Mail;
using Registry.Jobs.Mail.Notices;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Queue;
using Registry.Jobs.Verification;

namespace Registry.Jobs;

/// <summary>What runs the registry's jobs.</summary>
internal static class RegistryJobsRegistration
{
    public static JobQueueBuilder AddRegistryHandlers(this JobQueueBuilder queue)
    {
        queue.Services.AddHostedService<MirrorPreparation>();
        queue.Services.AddSingleton<ServiceTokens>();
        queue.Services.AddTransient<ServiceTokenHandler>();
        queue.Services.AddHttpClient<PublicRegistryClient>(http => http.DefaultRequestHeaders.Add("User-Agent", PublicRegistryClient.UserAgent))
            .AddHttpMessageHandler<ServiceTokenHandler>();
        queue.Services.AddSingleton<UpkeepRuns>();
        return queue
            .AddHandler<CrateJob, UpdateSparseIndexHandler>(IndexJobs.UpdateSparseIndex)
            .AddHandler<CrateJob, UpdateGitIndexHandler>(IndexJobs.UpdateGitIndex)
            .AddHandler<PackGitIndex, PackGitIndexHandler>(IndexJobs.PackGitIndex)
            .AddHandler<SquashGitIndex, SquashGitIndexHandler>(IndexJobs.SquashGitIndex)
            .AddHandler<InspectIndex, InspectIndexHandler>(IndexJobs.VerifyIndex)
            .AddHandler<InspectIndex, InspectIndexHandler>(IndexJobs.RepairIndex)
            .AddHandler<CrateJob, RemoveStoredFilesHandler>(IndexJobs.RemoveStoredFiles)
            .AddHandler<CrateJob, VerifyCrateHandler>(IndexJobs.VerifyCrate)
            .AddHandler<RemoveStrayFiles, RemoveStrayFilesHandler>(RemoveStrayFiles.Kind)
            .AddHandler<DeliverPages, DeliverPagesHandler>(PagingJobs.DeliverPages)
            .AddHandler<MailInvitation, MailInvitationHandler>(MailJobs.MailInvitation)
            .AddHandler<MailLink, MailLinkHandler>(MailJobs.MailLink)
            .AddHandler<MailChangeNotice, MailChangeNoticeHandler>(MailJobs.MailChangeNotice)
            .AddHandler<CleanUp, CleanUpHandler>(CleanUp.Kind);
    }
}
