using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.Jobs.Queue.Telemetry;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>
/// Attempts, from claim to end. The transaction that locks the rows stays open while the handler runs: that lock is the claim, and it ends
/// with the connection, however the process ends.
/// </summary>
internal sealed partial class JobRunner(
    IServiceProvider services, HandlerCatalog catalog, AttemptRecorder recorder, JobTelemetry telemetry, SoloGate gate, ScheduledJobs scheduled,
    WakeUps wakeUps, IOptions<JobQueueOptions> options, TimeProvider time, ILogger<JobRunner> logger)
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
        var attempts = 0;
        for (var head = await ClaimAsync(session, stopping, abort); head is not null;)
        {
            var (counts, next) = await RunAsync(session, head, idle && attempts == 0, stopping, abort);
            attempts += counts ? 1 : 0;
            head = next;
            if (head is not null || stopping.IsCancellationRequested)
                continue;
            if (gate.IsClosed)
                await StepOutsideAsync(stopping);
            head = await ClaimAsync(session, stopping, abort);
        }

        return attempts;
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
        return (true, await AnnouncedAsync(attempt, stopping, abort));
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
                return (true, await AnnouncedAsync(attempt, stopping, abort));
            await attempt.Session.GiveBackAsync(attempt.Rows);
            return (false, null);
        }
    }

    private async Task<JobRow?> AnnouncedAsync(Attempt attempt, CancellationToken stopping, CancellationToken abort)
    {
        recorder.Announce(attempt.Rows);
        var next = await AttemptAsync(attempt, stopping, abort);
        recorder.Announce(attempt.Rows);
        return next;
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

    private async Task<JobRow?> AttemptAsync(Attempt attempt, CancellationToken stopping, CancellationToken abort)
    {
        using var activity = telemetry.Start(attempt.Handler.Kind, attempt.Rows);
        var from = time.GetTimestamp();
        var verdicts = new JobVerdicts();
        try
        {
            var enqueued = await HandleAsync(attempt, verdicts, abort);
            var next = await EndAsync(attempt, verdicts, stopping, abort);
            foreach (var kind in enqueued)
                wakeUps.Wake(kind.Queue);
            return next;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            LogAborted(attempt.Kind, attempt.Rows.Count);
            await attempt.Session.GiveBackAsync(attempt.Rows);
            throw;
        }
#pragma warning disable CA1031 // Whatever a handler throws means: try again later.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            activity?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, exception.Message);
            await FailAsync(attempt, exception, abort);
            return null;
        }
        finally
        {
            telemetry.Ended(attempt.Handler.Kind, time.GetElapsedTime(from));
        }
    }

    private async Task<HashSet<JobKind>> HandleAsync(Attempt attempt, JobVerdicts verdicts, CancellationToken abort)
    {
        var readable = attempt.Rows.Where(row => !IsUnreadable(attempt.Handler, row, verdicts)).ToList();
        var enqueued = new HashSet<JobKind>();
        if (readable.Count == 0)
            return enqueued;
        using var timeout = new CancellationTokenSource(attempt.Handler.Kind.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(abort, timeout.Token);
        try
        {
            await attempt.Handler.RunAsync(services, attempt.Session, readable, enqueued, verdicts, linked.Token);
            return enqueued;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !abort.IsCancellationRequested)
        {
            throw new TimeoutException($"It was not finished within {attempt.Handler.Kind.Timeout.TotalSeconds:0.#} s.");
        }
    }

    private static bool IsUnreadable(HandlerRegistration handler, JobRow row, JobVerdicts verdicts)
    {
        if (handler.Unreadable(row) is not { } exception)
            return false;
        verdicts.Set(row.Id, new JobVerdict.Failed(new InvalidOperationException($"The arguments cannot be read: {exception.Message}", exception)));
        return true;
    }

    private async Task<JobRow?> EndAsync(Attempt attempt, JobVerdicts verdicts, CancellationToken stopping, CancellationToken abort)
    {
        var kind = attempt.Handler.Kind;
        JobRow? next = null;
        if (verdicts.IsEmpty && attempt.Rows is [{ OrderingKey: null } only] && !stopping.IsCancellationRequested && !gate.IsClosed)
        {
            next = await attempt.Session.EndAndClaimAsync(only, kind.RecordDone, attempt.Worker, abort);
            telemetry.Count(kind, "done");
            return next;
        }

        await attempt.Session.EndAsync(attempt.Release().Concat(recorder.End(kind, attempt.Rows, verdicts, attempt.Worker)), abort);
        telemetry.Count(kind, "done", attempt.Rows.Count(row => verdicts.Of(row) is null));
        foreach (var row in attempt.Rows)
            Tell(attempt, row, verdicts.Of(row));
        if (!verdicts.IsEmpty)
            scheduled.Nudge();
        return next;
    }

    private void Tell(Attempt attempt, JobRow row, JobVerdict? verdict)
    {
        switch (verdict)
        {
            case JobVerdict.Failed failed:
                telemetry.Count(attempt.Handler.Kind, "failed");
                LogFailed(failed.Exception, attempt.Kind, row.Id, row.Attempt);
                break;
            case JobVerdict.Postponed postponed:
                telemetry.Count(attempt.Handler.Kind, "postponed");
                LogPostponed(attempt.Kind, row.Id, postponed.Delay, postponed.Reason);
                break;
            case JobVerdict.Stopped stopped:
                telemetry.Count(attempt.Handler.Kind, "stopped");
                LogStopped(attempt.Kind, row.Id, stopped.Reason);
                break;
        }
    }

    private async Task FailAsync(Attempt attempt, Exception exception, CancellationToken abort)
    {
        var kind = attempt.Handler.Kind;
        foreach (var row in attempt.Rows)
            LogFailed(exception, attempt.Kind, row.Id, row.Attempt);
        telemetry.Count(kind, "failed", attempt.Rows.Count);
        try
        {
            await attempt.Session.EndAsync(attempt.Undo().Concat(recorder.Fail(kind, attempt.Rows, exception, attempt.Worker)), abort);
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException or ObjectDisposedException)
        {
            LogClaimLost(attempt.Kind, lost.Message);

            // Should the claim be there after all, it would be in the way.
            await attempt.Session.DisposeAsync();
            await recorder.FailAfterLossAsync(kind, attempt.Rows, exception, attempt.Worker, abort);
        }

        scheduled.Nudge();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} job {Id} failed at attempt {Attempt}")]
    private partial void LogFailed(Exception exception, string kind, long id, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} job {Id} asked to be run again in {Delay}: {Reason}")]
    private partial void LogPostponed(string kind, long id, TimeSpan delay, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} job {Id} gave up: {Reason}")]
    private partial void LogStopped(string kind, long id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection that held a {Kind} job was lost: {Reason}")]
    private partial void LogClaimLost(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} {Kind} jobs were given back because the process stops")]
    private partial void LogAborted(string kind, int count);

    private sealed record Attempt(HandlerRegistration Handler, List<JobRow> Rows, JobSession Session, string Worker)
    {
        public string Kind => Handler.Kind.Name;

        public IEnumerable<NpgsqlBatchCommand> Release() => Session.IsSaved ? [new(EndSql.ReleaseSavepoint)] : [];

        public IEnumerable<NpgsqlBatchCommand> Undo() => Session.IsSaved ? [new(EndSql.RollbackToSavepoint), new(EndSql.ReleaseSavepoint)] : [];
    }
}
