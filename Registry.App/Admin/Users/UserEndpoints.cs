using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Errors;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Users;

/// <summary>Accounts for programs: what the pages show and do.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/users", ListAsync).RequireAuthorization()
            .WithSummary("Accounts that match, by login. For admins.").Produces<UsersAnswer>().Refuses(400, 403);
        admin.MapGet("/users/{login}", GetAsync).RequireAuthorization()
            .WithSummary("One account with its sessions, tokens and limits. For admins.").Produces<WholeUserAnswer>().Refuses(403, 404);
        admin.MapPatch("/users/{login}", ChangeAsync).RequireAuthorization()
            .WithSummary("Gives an account another role, disables it or enables it again. For admins.")
            .TakesJson<UserOrder>().Produces<WholeUserAnswer>().Refuses(400, 403, 404, 413, 422);
        admin.MapPost("/users/{login}/unlock", UnlockAsync).RequireAuthorization()
            .WithSummary("Lets an account try again that waits after too many wrong passwords. For admins.")
            .Produces<WholeUserAnswer>().Refuses(403, 404);
        admin.MapPost("/users/{login}/password-link", LinkAsync).RequireAuthorization()
            .WithSummary("Mails a link to choose a password, or answers it where there is no address. For admins.")
            .Produces<LinkAnswer>().Refuses(403, 404, 422);
        admin.MapDelete("/users/{login}/sessions", EndSessionsAsync).RequireAuthorization()
            .WithSummary("Signs an account out everywhere. For admins.").Produces<EndedAnswer>().Refuses(403, 404);
        admin.MapDelete("/users/{login}/tokens/{id:long}", RevokeAsync).RequireAuthorization()
            .WithSummary("Revokes a token of an account. For admins.").Produces<WholeUserAnswer>().Refuses(403, 404);
    }

    /// <summary>The account as it is now.</summary>
    public static async Task<IResult> AnswerAsync(UserReader reader, string login, HttpContext context) =>
        await reader.FindAsync(login, context.RequestAborted) is { } reading
            ? Results.Json(WholeUserAnswer.Of(reading))
            : throw new RefusedException(StatusCodes.Status404NotFound, $"there is no user `{login}`");

    /// <exception cref="RefusedException">They are no admin, or their token was made for less.</exception>
    public static Caller Admin(HttpContext context)
    {
        var caller = Caller.Of(context);
        caller.RequireAdmin();
        return caller;
    }

    private static async Task<IResult> ListAsync(string? q, string? role, string? state, string? after, HttpContext context, UserReader reader)
    {
        Admin(context);
        if (UserSearch.Read(q, role, state, after, out var search) is { } fault)
            throw new RefusedException(StatusCodes.Status400BadRequest, fault);
        var page = await reader.ListAsync(search, context.RequestAborted);
        return Results.Json(new UsersAnswer([.. page.Users.Select(UserAnswer.Of)], new UsersMeta(page.Next)));
    }

    private static Task<IResult> GetAsync(string login, HttpContext context, UserReader reader)
    {
        Admin(context);
        return AnswerAsync(reader, login, context);
    }

    private static async Task<IResult> ChangeAsync(string login, HttpContext context, UserReader reader, UserDesk desk)
    {
        var caller = Admin(context);
        var order = await JsonBody.ReadAsync<UserOrder>(context);
        if (!UserSearch.TryName<Role>(order.Role, out var role) || (role is null && order.Disabled is null))
        {
            throw new RefusedException(
                StatusCodes.Status400BadRequest, $"say what is to change: `disabled`, or `role`, one of {UserSearch.Names<Role>()}");
        }

        if (role is { } wanted)
            await desk.SetRoleAsync(caller, login, wanted, context.RequestAborted);
        if (order.Disabled is { } disabled)
            await (disabled ? desk.DisableAsync(caller, login, context.RequestAborted) : desk.EnableAsync(caller, login, context.RequestAborted));
        return await AnswerAsync(reader, login, context);
    }

    private static async Task<IResult> UnlockAsync(string login, HttpContext context, UserReader reader, UserDesk desk)
    {
        await desk.UnlockAsync(Admin(context), login, context.RequestAborted);
        return await AnswerAsync(reader, login, context);
    }

    private static async Task<IResult> LinkAsync(string login, HttpContext context, UserDesk desk)
    {
        var link = await desk.GivePasswordLinkAsync(Admin(context), login, context.RequestAborted);
        return Results.Json(new LinkAnswer(link is null, link));
    }

    private static async Task<IResult> EndSessionsAsync(string login, HttpContext context, UserDesk desk) =>
        Results.Json(new EndedAnswer(await desk.EndSessionsAsync(Admin(context), login, context.RequestAborted)));

    private static async Task<IResult> RevokeAsync(string login, long id, HttpContext context, UserReader reader, UserDesk desk)
    {
        await desk.RevokeTokenAsync(Admin(context), login, id, context.RequestAborted);
        return await AnswerAsync(reader, login, context);
    }

    private sealed record UserOrder(string? Role, bool? Disabled);

    private sealed record LinkAnswer(bool Mailed, string? Link);

    private sealed record EndedAnswer(int Ended);
}
