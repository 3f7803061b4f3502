using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Changes;
using Registry.App.Errors;

namespace Registry.App.Deletion;

/// <summary>Deletes a version, or a crate with all of them. Cargo has no command for it.</summary>
internal static class DeletionEndpoints
{
    public static void MapDeletion(this IEndpointRouteBuilder api)
    {
        api.MapDelete("/crates/{name}", (string name, string? message, HttpContext context, DeletionRequests requests) =>
            AnswerAsync(new(name, null, Checked(message)), context, requests)).RequireAuthorization()
            .WithSummary("Deletes a crate with all its versions. For its owners within limits, and for admins.")
            .Produces<DeletionAnswer>().Refuses(400, 403, 404);
        api.MapDelete("/crates/{name}/{version}", (string name, string version, string? message, HttpContext context, DeletionRequests requests) =>
            AnswerAsync(new(name, version, Checked(message)), context, requests)).RequireAuthorization()
            .WithSummary("Deletes a version. For the owners of its crate within limits, and for admins.")
            .Produces<DeletionAnswer>().Refuses(400, 403, 404);
    }

    private static async Task<IResult> AnswerAsync(DeletionOrder order, HttpContext context, DeletionRequests requests)
    {
        var caller = Caller.Of(context);
        var recorded = await requests.RecordAsync(order, new Deleter(caller.Actor, caller), context.RequestAborted);
        var links = context.RequestServices.GetRequiredService<ChangeLinks>();
        var pages = recorded.ChangeIds.Select(links.StatusPage).ToList();
        return Results.Json(new DeletionAnswer(Ok: true, pages.FirstOrDefault(), pages));
    }

    private static string? Checked(string? message) => message switch
    {
        null => null,
        { Length: > DeletionOrder.MaxMessageLength } => throw new RefusedException(
            StatusCodes.Status400BadRequest, $"`message` is {message.Length} characters long; at most {DeletionOrder.MaxMessageLength} are allowed"),
        _ when message.Any(char.IsControl) => throw new RefusedException(StatusCodes.Status400BadRequest, "`message` contains a control character"),
        _ => message.Trim() is { Length: > 0 } words ? words : null,
    };

    private sealed record DeletionAnswer(bool Ok, Uri? StatusUrl, IReadOnlyList<Uri> StatusUrls);
}
