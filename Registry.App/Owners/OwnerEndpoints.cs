using System.Text.Json;
using System.Text.Json.Serialization;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Errors;

namespace Registry.App.Owners;

/// <summary><c>cargo owner</c> (the Cargo book, "Registry Web API", owners), and the answers to invitations.</summary>
internal static class OwnerEndpoints
{
    public static void MapOwners(this IEndpointRouteBuilder api)
    {
        api.MapGet("/crates/{name}/owners", async (string name, OwnerReader owners, CancellationToken cancellationToken) =>
            Results.Json(new OwnersAnswer(await owners.ListAsync(name, cancellationToken)))).RequireAuthorization()
            .WithSummary("Lists the owners of a crate: users, and teams as team:NAME.").Produces<OwnersAnswer>().Refuses(404);
        api.MapPut("/crates/{name}/owners", async (string name, HttpContext context, OwnerRequests owners) =>
        {
            var told = await owners.AddAsync(name, await ReadAsync(context), Caller.Of(context), context.RequestAborted);
            return Results.Json(new OwnersChanged(Ok: true, string.Join(", ", told)));
        }).RequireAuthorization()
            .WithSummary("Invites users to own a crate, and adds teams; all of them or none. Needs a token with the scope change-owners.")
            .TakesJson<Body>().Produces<OwnersChanged>().Refuses(400, 403, 404, 413);
        api.MapDelete("/crates/{name}/owners", async (string name, HttpContext context, OwnerRequests owners) =>
        {
            await owners.RemoveAsync(name, await ReadAsync(context), Caller.Of(context), context.RequestAborted);
            return Results.Json(new OwnersChanged(Ok: true, "owners are removed"));
        }).RequireAuthorization()
            .WithSummary("Removes owners, and takes invitations back. Needs a token with the scope change-owners.")
            .TakesJson<Body>().Produces<OwnersChanged>().Refuses(400, 403, 404, 413);
    }

    /// <summary>Cargo sends <c>users</c>; crates.io also takes <c>owners</c>.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(HttpContext context)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<Body>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
            return body?.Names is { Length: > 0 } names && names.All(name => !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl))
                ? [.. names.Select(name => name.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)]
                : throw new RefusedException(StatusCodes.Status400BadRequest, "name whom it is about, as in {\"users\":[\"ada\"]}");
        }
        catch (JsonException fault)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, "the request is not JSON such as {\"users\":[\"ada\"]}", fault);
        }
    }

    private sealed record OwnersAnswer(IReadOnlyList<OwnerJson> Users);

    private sealed record OwnersChanged(bool Ok, string Msg);

    private sealed record Body(string[]? Users, string[]? Owners)
    {
        [JsonIgnore]
        public string[]? Names => Users ?? Owners;
    }
}
