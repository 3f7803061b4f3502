using Microsoft.Extensions.Logging;
using Npgsql;
using Registry.Jobs.Queue.Telemetry;
using Registry.Jobs.Queue.Waking;

namespace Registry.Jobs.Queue.Running;

/// <summary>An attempt, from the handler's start to what becomes of its jobs.</summary>
internal sealed partial class AttemptRunner(
    IServiceProvider services, AttemptRecorder recorder, JobTelemetry telemetry, SoloGate gate, ScheduledJobs scheduled, WakeUps wakeUps,
    TimeProvider time, ILogger<AttemptRunner> logger)
{
    /// <summary>Whoever watches is told before and after. Answers the next job when that was claimed along with the end of this attempt.</summary>
    public async Task<JobRow?> RunAsync(Attempt attempt, CancellationToken stopping, CancellationToken abort)
    {
        recorder.Announce(attempt.Rows);
        var next = await AttemptAsync(attempt, stopping, abort);
        recorder.Announce(attempt.Rows);
        return next;
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
        if (verdicts.IsEmpty && attempt.Rows is [{ OrderingKey: null } only] && !stopping.IsCancellationRequested && !gate.IsClosed)
        {
            var next = await attempt.Session.EndAndClaimAsync(only, kind.RecordDone, attempt.Worker, abort);
            telemetry.Count(kind, "done");
            return next;
        }

        await attempt.Session.EndAsync(attempt.Release().Concat(recorder.End(kind, attempt.Rows, verdicts, attempt.Worker)), abort);
        telemetry.Count(kind, "done", attempt.Rows.Count(row => verdicts.Of(row) is null));
        foreach (var row in attempt.Rows)
            Tell(attempt, row, verdicts.Of(row));
        if (!verdicts.IsEmpty)
            scheduled.Nudge();
        return null;
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
}
