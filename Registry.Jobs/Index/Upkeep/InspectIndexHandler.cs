using Registry.Jobs.Index.Repair;
using Registry.Jobs.Monitoring.Checks.Agreement;
using Registry.Jobs.Monitoring.Running;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Upkeep;

/// <summary>Compares the whole index with the database, has differences mended if that was asked for, and says meanwhile how far it is.</summary>
internal sealed class InspectIndexHandler(IndexAudit audit, IndexRepair repair, UpkeepRuns runs, TimeProvider time) : IJobHandler<InspectIndex>
{
    private const int MaxSentences = 200;

    private static readonly TimeSpan BetweenNews = TimeSpan.FromSeconds(1);

    /// <summary>Less than the kind's timeout, so that it can still be said that it took too long.</summary>
    private static readonly TimeSpan Longest = IndexJobs.InspectionTimeout - TimeSpan.FromMinutes(1);

    public async Task RunAsync(JobBatch<InspectIndex> batch, CancellationToken cancellationToken)
    {
        var asked = batch.Jobs[0].Arguments;
        await runs.RecordAsync(
            asked.Mend ? RunKind.Repair : RunKind.Verify, run => InspectAsync(run, asked, cancellationToken), cancellationToken);
    }

    private async Task<(string Outcome, object Report)> InspectAsync(long run, InspectIndex asked, CancellationToken cancellationToken)
    {
        var report = new InspectionReport(asked.RequestedBy, audit.SeesGit, audit.SeesFiles)
        {
            Jobs = asked.Mend ? 0 : null,
            Total = await audit.CountAsync(cancellationToken),
        };
        await runs.ProgressAsync(run, report, cancellationToken);
        var (began, told) = (time.GetTimestamp(), time.GetTimestamp());
        await foreach (var page in audit.RunAsync(null, FileScope.Sample, cancellationToken))
        {
            report = Add(report, page);
            if (asked.Mend)
                report = report with { Jobs = report.Jobs + await repair.MendAsync([.. page.Differences.Where(IndexRepair.CanMend)], cancellationToken) };

            // A second try would take as long.
            if (time.GetElapsedTime(began) > Longest)
                return (RunOutcome.Unknown, report with { IsCutShort = true });
            if (time.GetElapsedTime(told) < BetweenNews)
                continue;
            await runs.ProgressAsync(run, report, cancellationToken);
            told = time.GetTimestamp();
        }

        var isWrong = asked.Mend ? report.BeyondMending > 0 : report.Differences > 0;
        return (isWrong ? RunOutcome.Unhealthy : RunOutcome.Healthy, report);
    }

    private static InspectionReport Add(InspectionReport report, ComparedPage page) => report with
    {
        Seen = report.Seen + page.Seen,
        Crates = report.Crates + page.Crates,
        Files = report.Files + page.Files,
        UnderWay = report.UnderWay + page.UnderWay,
        Differences = report.Differences + page.Differences.Count,
        BeyondMending = report.BeyondMending + page.Differences.Count(difference => !IndexRepair.CanMend(difference)),
        Sentences = [.. report.Sentences.Concat(page.Differences.Select(difference => difference.Sentence)).Take(MaxSentences)],
    };
}
