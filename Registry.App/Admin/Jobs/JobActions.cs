using System.Security.Claims;
using Npgsql;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.Data.Accounts;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>What operators do to jobs and queues. The queue records who did it.</summary>
internal interface IJobActions
{
    /// <summary>What would be touched, by kind and state.</summary>
    Task<IReadOnlyList<JobCount>> PreviewAsync(JobFilter filter);

    Task<int> RetryAsync(ClaimsPrincipal who, JobFilter filter);

    Task<int> PostponeAsync(ClaimsPrincipal who, JobFilter filter, TimeSpan delay);

    Task<int> DiscardAsync(ClaimsPrincipal who, JobFilter filter, string reason);

    Task<bool> PauseAsync(ClaimsPrincipal who, string queue, string reason);

    Task<bool> ResumeAsync(ClaimsPrincipal who, string queue);
}

/// <summary>Asks for the role each time: a page may have been open since before somebody lost it.</summary>
internal sealed class JobActions(
    NpgsqlDataSource database, JobInspector inspector, JobAdministrator administrator, Operations operations, PresentRights rights,
    TimeProvider time) : IJobActions
{
    public const int MaxReason = 500;

    public async Task<IReadOnlyList<JobCount>> PreviewAsync(JobFilter filter)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await inspector.CountsAsync(connection, filter, CancellationToken.None);
    }

    public Task<int> RetryAsync(ClaimsPrincipal who, JobFilter filter) => ActAsync(
        who, (connection, actor) => administrator.RetryAsync(connection, filter, actor, CancellationToken.None));

    public Task<int> PostponeAsync(ClaimsPrincipal who, JobFilter filter, TimeSpan delay) => ActAsync(who, (connection, actor) =>
        administrator.PostponeAsync(connection, filter, time.GetUtcNow() + delay, actor, null, CancellationToken.None));

    public Task<int> DiscardAsync(ClaimsPrincipal who, JobFilter filter, string reason) => ActAsync(who, (connection, actor) =>
        administrator.DiscardAsync(connection, filter, actor, Checked(reason), CancellationToken.None));

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
        var result = await act(connection, who.Identity!.Name!);
        operations.Forget();
        return result;
    }
}
