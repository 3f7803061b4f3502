using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Changes;
using Registry.App.CrateData;

namespace Registry.App.Yanking;

/// <summary><c>cargo yank</c> and <c>cargo yank --undo</c>; and both with a message, at the address that crates.io has for it.</summary>
internal static class YankEndpoints
{
    public static void MapYanking(this IEndpointRouteBuilder api)
    {
        api.MapDelete("/crates/{name}/{version}/yank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(new(Yanked: true, null), name, version, context, requests)).RequireAuthorization()
            .WithSummary("Yanks a version. Needs a token with the scope yank.").Produces<YankAnswer>().Refuses(403, 404, 429);
        api.MapPut("/crates/{name}/{version}/unyank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(new(Yanked: false, null), name, version, context, requests)).RequireAuthorization()
            .WithSummary("Takes a yank back. Needs a token with the scope yank.").Produces<YankAnswer>().Refuses(403, 404, 429);
        api.MapPatch("/crates/{name}/{version}", PatchAsync).RequireAuthorization()
            .WithSummary("Yanks a version with a message, takes the yank back, or changes the message. Needs a token with the scope yank.")
            .TakesJson<YankOrderReader.Body>().Produces<PatchAnswer>().Refuses(400, 403, 404, 413, 429);
    }

    private static async Task<IResult> AnswerAsync(YankOrder order, string name, string version, HttpContext context, YankRequests requests)
    {
        var id = await requests.RecordAsync(order, name, version, Caller.Of(context), context.RequestAborted);
        return Results.Json(new YankAnswer(Ok: true, StatusPage(context, id)));
    }

    /// <summary>Answers the version as the index shows it: the request is recorded, and comes into effect by its job.</summary>
    private static async Task<IResult> PatchAsync(
        string name, string version, HttpContext context, YankRequests requests, CrateDataReader crates)
    {
        var order = await YankOrderReader.ReadAsync(context);
        var id = await requests.RecordAsync(order, name, version, Caller.Of(context), context.RequestAborted);
        var found = await crates.ReadAcceptedVersionAsync(name, version, context.RequestAborted);
        return Results.Json(new PatchAnswer(VersionJson.Of(found.Crate!.Name, found), Ok: true, StatusPage(context, id)), CrateJson.Options);
    }

    private static Uri StatusPage(HttpContext context, string id) => context.RequestServices.GetRequiredService<ChangeLinks>().StatusPage(id);

    /// <summary>Cargo needs <c>ok</c>; the rest is for people and scripts.</summary>
    private sealed record YankAnswer(bool Ok, Uri StatusUrl);

    private sealed record PatchAnswer(VersionJson Version, bool Ok, Uri StatusUrl);
}
