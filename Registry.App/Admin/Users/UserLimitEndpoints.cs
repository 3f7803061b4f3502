using Registry.App.ApiDescription;
using Registry.App.Errors;
using Registry.App.RateLimits;

namespace Registry.App.Admin.Users;

/// <summary>The limits of single users, for programs.</summary>
internal static class UserLimitEndpoints
{
    public static void MapUserLimits(this IEndpointRouteBuilder admin)
    {
        admin.MapPut("/users/{login}/limits/{limit}", SetAsync).RequireAuthorization()
            .WithSummary("Lets a user do something more or less often than everybody. For admins.")
            .TakesJson<LimitOrder>().Produces<WholeUserAnswer>().Refuses(400, 403, 404, 413);
        admin.MapDelete("/users/{login}/limits/{limit}", ClearAsync).RequireAuthorization()
            .WithSummary("Lets a user do something as often as everybody. For admins.").Produces<WholeUserAnswer>().Refuses(403, 404);
    }

    private static async Task<IResult> SetAsync(
        string login, string limit, HttpContext context, UserReader reader, UserDesk desk, TimeProvider time)
    {
        var caller = UserEndpoints.Admin(context);
        var known = Known(limit);
        var order = await JsonBody.ReadAsync<LimitOrder>(context);
        await desk.ChangeLimitAsync(caller, login, known, Checked(order, time.GetUtcNow()), context.RequestAborted);
        return await UserEndpoints.AnswerAsync(reader, login, context);
    }

    private static async Task<IResult> ClearAsync(string login, string limit, HttpContext context, UserReader reader, UserDesk desk)
    {
        await desk.ChangeLimitAsync(UserEndpoints.Admin(context), login, Known(limit), null, context.RequestAborted);
        return await UserEndpoints.AnswerAsync(reader, login, context);
    }

    private static string Known(string limit) => RateLimitAction.All.FirstOrDefault(known => known.Name == limit)?.Name
        ?? throw new RefusedException(
            StatusCodes.Status404NotFound, $"nothing of that name is limited; there are {string.Join(", ", RateLimitAction.All.Select(known => known.Name))}");

    private static UserLimitOrder Checked(LimitOrder order, DateTimeOffset now) => order switch
    {
        { Burst: null or < 0 } => throw Invalid("`burst` must be a number; 0 is no limit"),
        { SecondsPerToken: <= 0 or > 31_536_000 } => throw Invalid("`seconds_per_token` must be more than 0, and a year at most"),
        { Until: { } until } when until <= now => throw Invalid("`until` must be a time to come"),
        _ => new UserLimitOrder(
            order.Burst.Value, order.SecondsPerToken is { } seconds ? TimeSpan.FromSeconds(seconds) : null, order.Until?.ToUniversalTime()),
    };

    private static RefusedException Invalid(string detail) => new(StatusCodes.Status400BadRequest, detail);

    private sealed record LimitOrder(int? Burst, double? SecondsPerToken, DateTimeOffset? Until);
}
