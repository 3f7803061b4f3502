using Registry.App.Accounts;
using Registry.App.Changes;
using Registry.Data.Changes;

namespace Registry.App.Yanking;

/// <summary><c>cargo yank</c> and <c>cargo yank --undo</c>.</summary>
internal static class YankEndpoints
{
    public static void MapYanking(this IEndpointRouteBuilder api)
    {
        api.MapDelete("/crates/{name}/{version}/yank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(ChangeKind.Yank, name, version, context, requests)).RequireAuthorization();
        api.MapPut("/crates/{name}/{version}/unyank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(ChangeKind.Unyank, name, version, context, requests)).RequireAuthorization();
    }

    /// <summary>Cargo needs <c>ok</c>; the rest is for people and scripts.</summary>
    private static async Task<IResult> AnswerAsync(
        ChangeKind kind, string name, string version, HttpContext context, YankRequests requests)
    {
        var id = await requests.RecordAsync(kind, name, version, Caller.Of(context), context.RequestAborted);
        var url = context.RequestServices.GetRequiredService<ChangeLinks>().StatusPage(id);
        return Results.Json(new { ok = true, status_url = url });
    }
}
