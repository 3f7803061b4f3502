using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Upkeep;
using Registry.Jobs.Monitoring.Running;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Git.Squashing;

/// <summary>Runs <see cref="IndexSquash"/> as a job.</summary>
internal sealed partial class SquashGitIndexHandler(
    IndexSquash squash, UpkeepRuns runs, IOptions<GitIndexOptions> options, ILogger<SquashGitIndexHandler> logger)
    : IJobHandler<SquashGitIndex>
{
    public async Task RunAsync(JobBatch<SquashGitIndex> batch, CancellationToken cancellationToken)
    {
        var actor = batch.Jobs[0].Arguments.RequestedBy;
        LogAsked(actor);
        if (options.Value.Enabled)
            await runs.RecordAsync(RunKind.Squash, run => SquashAsync(run, actor, cancellationToken), cancellationToken);
        else
            batch.Stop(batch.Jobs[0], "There is no git index: Index:Git:Enabled is false.");
    }

    private async Task<(string Outcome, object Report)> SquashAsync(long run, string actor, CancellationToken cancellationToken)
    {
        var squashed = await squash.RunAsync(
            phase => runs.ProgressAsync(run, new SquashReport(actor, null, null, null) { Phase = phase }, cancellationToken), cancellationToken);
        return (RunOutcome.Healthy, new SquashReport(actor, squashed?.OldHead, squashed?.NewHead, squashed?.Snapshot));
    }

    [LoggerMessage(1, LogLevel.Information, "{Actor} has asked for the history of the git index to be squashed")]
    private partial void LogAsked(string actor);
}
