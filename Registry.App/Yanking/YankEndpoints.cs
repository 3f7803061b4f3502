using Registry.App.Accounts;
using Registry.App.Changes;
using Registry.App.CrateData;

namespace Registry.App.Yanking;

/// <summary><c>cargo yank</c> and <c>cargo yank --undo</c>; and both with a message, at the address that crates.io has for it.</summary>
internal static class YankEndpoints
{
    public static void MapYanking(this IEndpointRouteBuilder api)
    {
        api.MapDelete("/crates/{name}/{version}/yank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(new(Yanked: true, null), name, version, context, requests)).RequireAuthorization();
        api.MapPut("/crates/{name}/{version}/unyank", (string name, string version, HttpContext context, YankRequests requests) =>
            AnswerAsync(new(Yanked: false, null), name, version, context, requests)).RequireAuthorization();
        api.MapPatch("/crates/{name}/{version}", PatchAsync).RequireAuthorization();
    }

    /// <summary>Cargo needs <c>ok</c>; the rest is for people and scripts.</summary>
    private static async Task<IResult> AnswerAsync(YankOrder order, string name, string version, HttpContext context, YankRequests requests)
    {
        var id = await requests.RecordAsync(order, name, version, Caller.Of(context), context.RequestAborted);
        return Results.Json(new { ok = true, status_url = StatusPage(context, id) });
    }

    /// <summary>Answers the version as the index shows it: the request is recorded, and comes into effect by its job.</summary>
    private static async Task<IResult> PatchAsync(
        string name, string version, HttpContext context, YankRequests requests, CrateDataReader crates)
    {
        var order = await YankOrderReader.ReadAsync(context);
        var id = await requests.RecordAsync(order, name, version, Caller.Of(context), context.RequestAborted);
        var found = await crates.ReadAcceptedVersionAsync(name, version, context.RequestAborted);
        return Results.Json(
            new { version = VersionJson.Of(found.Crate!.Name, found), ok = true, status_url = StatusPage(context, id) }, CrateJson.Options);
    }

    private static Uri StatusPage(HttpContext context, string id) => context.RequestServices.GetRequiredService<ChangeLinks>().StatusPage(id);
}
