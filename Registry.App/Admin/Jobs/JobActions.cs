using System.Security.Claims;
using Npgsql;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.Data.Accounts;
using Registry.Jobs;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>What operators do to jobs and queues. The queue records who did it.</summary>
internal interface IJobActions
{
    /// <summary>What would be touched. The filter of the plan has these and no others.</summary>
    /// <param name="act">What is to be done.</param>
    /// <param name="filter">To which jobs.</param>
    /// <param name="which">Which they are, in words.</param>
    Task<JobPlan> PreviewAsync(JobAct act, JobFilter filter, string which);

    Task<int> RetryAsync(ClaimsPrincipal who, JobFilter filter);

    Task<int> PostponeAsync(ClaimsPrincipal who, JobFilter filter, TimeSpan delay);

    Task<int> StopAsync(ClaimsPrincipal who, JobFilter filter, string reason);

    Task<int> DiscardAsync(ClaimsPrincipal who, JobFilter filter, string reason);

    /// <summary>Puts discarded jobs back.</summary>
    Task<int> RestoreAsync(ClaimsPrincipal who, IReadOnlyCollection<long> ids, string? reason);

    Task<bool> PauseAsync(ClaimsPrincipal who, string queue, string reason);

    Task<bool> ResumeAsync(ClaimsPrincipal who, string queue);
}

/// <summary>Asks for the role each time: a page may have been open since before somebody lost it.</summary>
internal sealed class JobActions(
    NpgsqlDataSource database, JobInspector inspector, JobAdministrator administrator, Operations operations, PresentRights rights,
    TimeProvider time) : IJobActions
{
    public const int MaxReason = 500;

    public async Task<JobPlan> PreviewAsync(JobAct act, JobFilter filter, string which)
    {
        await using var connection = await database.OpenConnectionAsync();
        return JobPlan.Of(act, filter, which, await inspector.MatchingAsync(connection, filter, CancellationToken.None));
    }

    public Task<int> RetryAsync(ClaimsPrincipal who, JobFilter filter) => ActAsync(
        who, (connection, actor) => administrator.RetryAsync(connection, filter, actor, CancellationToken.None));

    public Task<int> PostponeAsync(ClaimsPrincipal who, JobFilter filter, TimeSpan delay) => ActAsync(who, (connection, actor) =>
        administrator.PostponeAsync(connection, filter, time.GetUtcNow() + delay, actor, null, CancellationToken.None));

    public Task<int> StopAsync(ClaimsPrincipal who, JobFilter filter, string reason) => ActAsync(who, (connection, actor) =>
        administrator.StopAsync(connection, filter, actor, Checked(reason), CancellationToken.None));

    public Task<int> DiscardAsync(ClaimsPrincipal who, JobFilter filter, string reason) => ActAsync(who, (connection, actor) =>
        administrator.DiscardAsync(connection, filter, actor, Checked(reason), CancellationToken.None));

    public Task<int> RestoreAsync(ClaimsPrincipal who, IReadOnlyCollection<long> ids, string? reason) => ActAsync(who, (connection, actor) =>
        administrator.RestoreAsync(
            connection, ids, RegistryKinds.All, actor, string.IsNullOrWhiteSpace(reason) ? null : Checked(reason), CancellationToken.None));

    public Task<bool> PauseAsync(ClaimsPrincipal who, string queue, string reason) => ActAsync(who, (connection, actor) =>
        administrator.PauseAsync(connection, queue, actor, Checked(reason), CancellationToken.None));

    public Task<bool> ResumeAsync(ClaimsPrincipal who, string queue) => ActAsync(who, (connection, actor) =>
        administrator.ResumeAsync(connection, queue, actor, CancellationToken.None));

    private static string Checked(string reason) => reason.Trim() switch
    {
        "" => throw Refused(StatusCodes.Status400BadRequest, "say why; it is kept"),
        { Length: > MaxReason } => throw Refused(StatusCodes.Status400BadRequest, $"the reason is longer than {MaxReason} characters"),
        var words when words.Any(char.IsControl) => throw Refused(StatusCodes.Status400BadRequest, "the reason contains a control character"),
        var words => words,
    };

    private static RefusedException Refused(int status, string detail) => new(status, detail);

    private async Task<T> ActAsync<T>(ClaimsPrincipal who, Func<NpgsqlConnection, string, Task<T>> act)
    {
        await rights.RequireAsync(who, Role.Operator, CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        try
        {
            return await act(connection, who.Identity!.Name!);
        }
        catch (MoreJobsException more)
        {
            throw new RefusedException(
                StatusCodes.Status409Conflict, $"it is {Numbers.Jobs(more.Count)} now, more than were expected; nothing was done, look again", more);
        }
        finally
        {
            operations.Forget();
        }
    }
}
