using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Registry.Jobs.Queue;

namespace Registry.Jobs.Index.Git.Squashing;

/// <summary>Runs <see cref="IndexSquash"/> as a job.</summary>
internal sealed partial class SquashGitIndexHandler(IndexSquash squash, IOptions<GitIndexOptions> options, ILogger<SquashGitIndexHandler> logger)
    : IJobHandler<SquashGitIndex>
{
    public async Task RunAsync(JobBatch<SquashGitIndex> batch, CancellationToken cancellationToken)
    {
        LogAsked(batch.Jobs[0].Arguments.RequestedBy);
        if (options.Value.Enabled)
            await squash.RunAsync(cancellationToken);
        else
            batch.Stop(batch.Jobs[0], "There is no git index: Index:Git:Enabled is false.");
    }

    [LoggerMessage(1, LogLevel.Information, "{Actor} has asked for the history of the git index to be squashed")]
    private partial void LogAsked(string actor);
}
