using System.Text.Json;
using Npgsql;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Running;

namespace Registry.Jobs.Index.Upkeep;

/// <summary>Keeps what came of the work that looks after the index as a whole, among the runs of the monitor: for as long, and in the same form.</summary>
internal sealed class UpkeepRuns(RunLog runs, TimeProvider time)
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    /// <param name="kind">One of <see cref="RunKind"/>.</param>
    /// <param name="work">Does it, and answers how it ended and what is to be known of that.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RecordAsync(string kind, Func<long, Task<(string Outcome, object Report)>> work, CancellationToken cancellationToken)
    {
        var run = await runs.BeginAsync(kind, nextDueAt: null, cancellationToken);
        try
        {
            var (outcome, report) = await work(run!.Id);
            await runs.EndAsync(run.Id, outcome, null, Json(report), cancellationToken);
        }
        catch (Exception exception)
        {
            await RecordFailureAsync(run!.Id, exception, cancellationToken.IsCancellationRequested);
            throw;
        }
    }

    /// <summary>What is known while it goes on, for those who watch.</summary>
    public Task ProgressAsync(long run, object report, CancellationToken cancellationToken) => runs.ProgressAsync(run, Json(report), cancellationToken);

    private async Task RecordFailureAsync(long run, Exception exception, bool stopped)
    {
        using var patience = new CancellationTokenSource(EndPatience, time);
        try
        {
            await runs.EndAsync(run, stopped ? RunOutcome.Stopped : RunOutcome.Failed, Words.Quote(exception.Message), null, patience.Token);
        }
        catch (Exception lost) when (lost is NpgsqlException or OperationCanceledException)
        {
            // The row stays without an end, which says enough.
        }
    }

    private static string Json(object report) => JsonSerializer.Serialize(report, report.GetType(), JsonSerializerOptions.Web);
}
