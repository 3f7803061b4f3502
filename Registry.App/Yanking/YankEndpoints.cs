using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Changes;
using Registry.Data.Changes;

namespace Registry.App.Yanking;

/// <summary><c>cargo yank</c> and <c>cargo yank --undo</c>.</summary>
internal static class YankEndpoints
{
    public static void MapYanking(this IEndpointRouteBuilder api)
    {
        api.MapDelete("/crates/{name}/{version}/yank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(ChangeKind.Yank, name, version, context, requests)).RequireAuthorization()
            .WithSummary("Yanks a version. Needs a token with the scope yank.").Produces<YankAnswer>().Refuses(403, 404);
        api.MapPut("/crates/{name}/{version}/unyank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(ChangeKind.Unyank, name, version, context, requests)).RequireAuthorization()
            .WithSummary("Takes a yank back. Needs a token with the scope yank.").Produces<YankAnswer>().Refuses(403, 404);
    }

    private static async Task<IResult> AnswerAsync(
        ChangeKind kind, string name, string version, HttpContext context, YankRequests requests)
    {
        var id = await requests.RecordAsync(kind, name, version, Caller.Of(context), context.RequestAborted);
        var url = context.RequestServices.GetRequiredService<ChangeLinks>().StatusPage(id);
        return Results.Json(new YankAnswer(Ok: true, url));
    }

    /// <summary>Cargo needs <c>ok</c>; the rest is for people and scripts.</summary>
    private sealed record YankAnswer(bool Ok, Uri StatusUrl);
}
