using Registry.App.Accounts;
using Registry.App.Admin.Jobs;
using Registry.App.ApiDescription;
using Registry.App.Errors;
using Registry.App.Hosting;
using Registry.Data.Accounts;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Queues;

/// <summary>Queues and workers for programs: how they stand, and pausing.</summary>
internal static class QueueEndpoints
{
    public static void MapQueues(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/queues", QueuesAsync).RequireAuthorization()
            .WithSummary("The queues, how many jobs and workers they have, and who paused them. For viewers.")
            .Produces<QueuesAnswer>().Refuses(403);
        admin.MapGet("/workers", WorkersAsync).RequireAuthorization()
            .WithSummary("Sessions of workers that are connected, and what they run. For viewers.").Produces<WorkersAnswer>().Refuses(403);
        admin.MapPut("/queues/{name}/pause", PauseAsync).RequireAuthorization()
            .WithSummary("Begins no more jobs of a queue; takes a `reason`, which authors see. For operators.")
            .TakesJson<PauseOrder>().Produces<PauseAnswer>().Refuses(400, 403, 404, 413);
        admin.MapDelete("/queues/{name}/pause", ResumeAsync).RequireAuthorization()
            .WithSummary("Begins jobs of a paused queue again. For operators.").Produces<PauseAnswer>().Refuses(403, 404);
    }

    private static async Task<IResult> QueuesAsync(HttpContext context, IOperations operations)
    {
        Caller.Of(context).Require(Role.Viewer);
        var snapshot = await operations.SnapshotAsync();
        return Results.Json(new QueuesAnswer([.. snapshot.Queues.Select(QueueAnswer.Of)]));
    }

    private static async Task<IResult> WorkersAsync(HttpContext context, IOperations operations)
    {
        Caller.Of(context).Require(Role.Viewer);
        var snapshot = await operations.SnapshotAsync();
        return Results.Json(new WorkersAnswer([.. snapshot.Workers.Select(worker => new WorkerAnswer(
            worker.Worker, worker.Queue, worker.ConnectedSince, worker.RunningSince, snapshot.RunningOn(worker)?.Job.Id, worker.Address))]));
    }

    private static async Task<IResult> PauseAsync(string name, HttpContext context, IJobActions actions)
    {
        Caller.Of(context).Require(Role.Operator);
        var queue = Known(name);
        var order = await JsonBody.ReadAsync<PauseOrder>(context);
        return Results.Json(new PauseAnswer(await actions.PauseAsync(context.User, queue, order.Reason ?? "")));
    }

    private static async Task<IResult> ResumeAsync(string name, HttpContext context, IJobActions actions)
    {
        Caller.Of(context).Require(Role.Operator);
        return Results.Json(new PauseAnswer(await actions.ResumeAsync(context.User, Known(name))));
    }

    private static string Known(string name)
    {
        try
        {
            return QueueSettings.Known(name, "the address");
        }
        catch (SettingException fault)
        {
            throw new RefusedException(StatusCodes.Status404NotFound, fault.Message.TrimEnd('.'), fault);
        }
    }

    private sealed record QueuesAnswer(IReadOnlyList<QueueAnswer> Queues);

    private sealed record QueueAnswer(
        string Name, long Waiting, long Running, long Later, long Behind, long Stopped, DateTimeOffset? OldestAt, int Workers,
        DateTimeOffset? PausedAt, string? PausedBy, string? PauseReason)
    {
        public static QueueAnswer Of(QueueDetails queue) => new(
            queue.Name, queue.Ready, queue.Running, queue.Scheduled, queue.Blocked, queue.Dead, queue.OldestUnfinishedAt, queue.Workers,
            queue.PausedAt, queue.PausedBy, queue.PauseReason);
    }

    private sealed record WorkersAnswer(IReadOnlyList<WorkerAnswer> Workers);

    private sealed record WorkerAnswer(
        string Worker, string Queue, DateTimeOffset ConnectedSince, DateTimeOffset? RunningSince, long? Job, string? Address);

    private sealed record PauseOrder(string? Reason);

    private sealed record PauseAnswer(bool Changed);
}
