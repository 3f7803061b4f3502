using System.Text.Json;
using System.Text.Json.Serialization;
using Registry.App.Accounts;
using Registry.App.Errors;

namespace Registry.App.Owners;

/// <summary><c>cargo owner</c> (the Cargo book, "Registry Web API", owners), and the answers to invitations.</summary>
internal static class OwnerEndpoints
{
    private const int MaxBodyBytes = 16 * 1024;

    public static void MapOwners(this IEndpointRouteBuilder api)
    {
        api.MapGet("/crates/{name}/owners", async (string name, OwnerReader owners, CancellationToken cancellationToken) =>
            Results.Json(new { users = await owners.ListAsync(name, cancellationToken) })).RequireAuthorization();
        api.MapPut("/crates/{name}/owners", async (string name, HttpContext context, OwnerRequests owners) =>
        {
            var told = await owners.AddAsync(name, await ReadAsync(context), Caller.Of(context), context.RequestAborted);
            return Results.Json(new { ok = true, msg = string.Join(", ", told) });
        }).RequireAuthorization();
        api.MapDelete("/crates/{name}/owners", async (string name, HttpContext context, OwnerRequests owners) =>
        {
            await owners.RemoveAsync(name, await ReadAsync(context), Caller.Of(context), context.RequestAborted);
            return Results.Json(new { ok = true, msg = "owners are removed" });
        }).RequireAuthorization();
    }

    /// <summary>Cargo sends <c>users</c>; crates.io also takes <c>owners</c>.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyBytes)
            throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"the request is larger than {MaxBodyBytes} bytes");
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

    private sealed record Body(string[]? Users, string[]? Owners)
    {
        [JsonIgnore]
        public string[]? Names => Users ?? Owners;
    }
}
