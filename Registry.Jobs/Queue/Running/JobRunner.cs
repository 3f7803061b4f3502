using Microsoft.Extensions.Options;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// Claims jobs and has them attempted. The transaction that locks the rows stays open while the handler runs: that lock is the claim, and it
/// ends with the connection, however the process ends.
/// </summary>
internal sealed class JobRunner(
    HandlerCatalog catalog, AttemptRunner attempts, AttemptRecorder recorder, SoloGate gate, ScheduledJobs scheduled,
    IOptions<JobQueueOptions> options, TimeProvider time)
{
    private static readonly TimeSpan PauseForRoom = TimeSpan.FromSeconds(5);

    /// <summary>Runs jobs until none is due. Says how many attempts that took.</summary>
    /// <param name="session">The worker's connection.</param>
    /// <param name="idle">Nothing was due before, so others may be coming that the first should wait for.</param>
    /// <param name="stopping">Begins no further attempt; one that has begun goes on.</param>
    /// <param name="abort">Stops the attempt; it is rolled back and not counted.</param>
    public async Task<int> RunAllAsync(JobSession session, bool idle, CancellationToken stopping, CancellationToken abort)
    {
        await gate.EnterAsync(stopping);
        try
        {
            return await RunAllInsideAsync(session, idle, stopping, abort);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task<int> RunAllInsideAsync(JobSession session, bool idle, CancellationToken stopping, CancellationToken abort)
    {
        var count = 0;
        for (var head = await ClaimAsync(session, stopping, abort); head is not null;)
        {
            var (counts, next) = await RunAsync(session, head, idle && count == 0, stopping, abort);
            count += counts ? 1 : 0;
            head = next;
            if (head is not null || stopping.IsCancellationRequested)
                continue;
            if (gate.IsClosed)
                await StepOutsideAsync(stopping);
            head = await ClaimAsync(session, stopping, abort);
        }

        return count;
    }

    /// <summary>Until whoever runs alone has done so. Whatever happens, it ends inside.</summary>
    private async Task StepOutsideAsync(CancellationToken stopping)
    {
        gate.Leave();
        try
        {
            await gate.EnterAsync(stopping);
        }
        catch
        {
            // Nothing is claimed any more by one who stops.
            await gate.EnterAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>A claim that was cut off half-way would look as if its worker had died, so it is let through and given back.</summary>
    private static async Task<JobRow?> ClaimAsync(JobSession session, CancellationToken stopping, CancellationToken abort)
    {
        var head = await session.ClaimAsync(abort);
        if (head is null || !stopping.IsCancellationRequested)
            return head;
        await session.GiveBackAsync([head]);
        return null;
    }

    /// <summary>Halved with each attempt at the job at the head, so that a job that fails all its batches is soon alone.</summary>
    private static int BatchSizeFor(JobKind kind, JobRow head) => head.Losses > 0 ? 1 : kind.BatchSize >> Math.Min(head.Attempts, 30);

    /// <summary>One attempt, if it comes to that. Answers the next job when that was claimed along with the end of this one.</summary>
    private async Task<(bool Counts, JobRow? Next)> RunAsync(JobSession session, JobRow head, bool idle, CancellationToken stopping, CancellationToken abort)
    {
        var handler = catalog.Find(head.Kind);
        var attempt = new Attempt(handler, [head], session, $"{options.Value.WorkerName}/{session.Queue.Name}");
        try
        {
            var lost = await session.FindLostAsync(attempt.Rows, abort);
            if (lost.Count == 0)
            {
                attempt = await WithCompanyAsync(attempt, head, idle, stopping, abort);
                lost = await session.FindLostAsync([.. attempt.Rows.Where(row => row.Id != head.Id)], abort);
            }

            if (lost.Count > 0)
            {
                await session.EndAsync(recorder.CountLosses(handler.Kind, lost), abort);
                scheduled.Nudge();
                return (false, null);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await session.GiveBackAsync(attempt.Rows);
            return (false, null);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        if (head.Losses > 0)
            return await RunAloneAsync(attempt, stopping, abort);
        return (true, await attempts.RunAsync(attempt, stopping, abort));
    }

    private async Task<(bool Counts, JobRow? Next)> RunAloneAsync(Attempt attempt, CancellationToken stopping, CancellationToken abort)
    {
        IDisposable? solo;
        try
        {
            solo = await gate.GoSoloAsync(attempt.Handler.Kind.Timeout, time, abort);
        }
        catch (TimeoutException)
        {
            var verdicts = new JobVerdicts();
            verdicts.Set(attempt.Rows[0].Id, new JobVerdict.Postponed(PauseForRoom, "It is to run alone, and others run."));
            await attempt.Session.EndAsync(recorder.End(attempt.Handler.Kind, attempt.Rows, verdicts, attempt.Worker), abort);
            return (false, null);
        }

        using (solo)
        {
            if (solo is not null)
                return (true, await attempts.RunAsync(attempt, stopping, abort));
            await attempt.Session.GiveBackAsync(attempt.Rows);
            return (false, null);
        }
    }

    private static async Task<Attempt> WithCompanyAsync(
        Attempt attempt, JobRow head, bool idle, CancellationToken stopping, CancellationToken abort)
    {
        var kind = attempt.Handler.Kind;
        if (BatchSizeFor(kind, head) is > 1 and var size)
        {
            if (idle && kind.BatchWait > TimeSpan.Zero)
                await Task.Delay(kind.BatchWait, stopping);
            var rows = await attempt.Session.ClaimCompanyAsync(head, size, abort);
            return attempt with { Rows = rows.Any(row => row.Id == head.Id) ? rows : [head, .. rows.Take(size - 1)] };
        }

        return attempt;
    }
}
