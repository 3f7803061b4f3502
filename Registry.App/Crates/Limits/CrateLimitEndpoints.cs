using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Errors;
using Registry.App.Publishing;
using Registry.Data;
using Registry.Data.Audit;
using Registry.Data.Crates;

namespace Registry.App.Crates.Limits;

/// <summary>The limits of single crates, for admins. The crate need not exist.</summary>
internal static class CrateLimitEndpoints
{
    private const int MaxBodyBytes = 16 * 1024;
    private const string Example = "{\"limits\":{\"max_crate_bytes\":20971520,\"max_features\":null}}";

    public static void MapCrateLimits(this IEndpointRouteBuilder site)
    {
        site.MapGet("/api/admin/crates/{name}/limits", GetAsync).RequireAuthorization()
            .WithSummary("What uploads of a crate may bring. For admins.").Produces<LimitsAnswer>().Refuses(400, 403);
        site.MapPatch("/api/admin/crates/{name}/limits", ChangeAsync).RequireAuthorization()
            .WithSummary("Sets what uploads of a crate may bring for it alone; null is as for all. For admins.")
            .TakesJson<Body>().Produces<LimitsAnswer>().Refuses(400, 403, 413);
    }

    private static async Task<IResult> GetAsync(
        string name, HttpContext context, IDbContextFactory<RegistryDbContext> databases, IOptions<PublishLimits> everybody)
    {
        var crate = Checked(name, Caller.Of(context));
        await using var db = await databases.CreateDbContextAsync(context.RequestAborted);
        return Answer(crate, await db.FindLimitsAsync(crate.Canonical, context.RequestAborted), everybody.Value);
    }

    private static async Task<IResult> ChangeAsync(
        string name, HttpContext context, IDbContextFactory<RegistryDbContext> databases, IOptions<PublishLimits> everybody, TimeProvider time)
    {
        var caller = Caller.Of(context);
        var crate = Checked(name, caller);
        var changes = await ReadAsync(context);
        await using var db = await databases.CreateDbContextAsync(context.RequestAborted);
        var limits = await db.ChangeLimitsAsync(
            crate.Canonical,
            own =>
            {
                foreach (var (limit, value) in changes)
                    limit.Set(own, value);
            },
            caller.Actor.Does(AuditActions.SetCrateLimits, time.GetUtcNow(), crate.Text, null, CrateLimit.Describe(changes)),
            context.RequestAborted);
        return Answer(crate, limits, everybody.Value);
    }

    private static CrateName Checked(string name, Caller caller)
    {
        caller.RequireAdmin(name);
        return CrateName.TryParse(name, out var crate, out var fault) ? crate : throw Invalid(fault);
    }

    private static async Task<List<(CrateLimit Limit, long? Value)>> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyBytes)
            throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"the request is larger than {MaxBodyBytes} bytes");
        try
        {
            var body = await JsonSerializer.DeserializeAsync<Body>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
            return body?.Limits is { Count: > 0 } limits
                ? [.. limits.Select(pair => (Known(pair.Key, pair.Value), pair.Value))]
                : throw Invalid($"say which limits, as in {Example}");
        }
        catch (JsonException fault)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, $"the request is not JSON such as {Example}", fault);
        }
    }

    private static CrateLimit Known(string name, long? value)
    {
        var limit = CrateLimit.All.SingleOrDefault(known => known.Name == name)
            ?? throw Invalid($"there is no such limit; there are {string.Join(", ", CrateLimit.All.Select(known => known.Name))}");
        return value is { } number && limit.Fault(number) is { } fault ? throw Invalid($"`{limit.Name}` is {number}; {fault}") : limit;
    }

    /// <summary>What is set for the crate alone, and what goes in the end.</summary>
    private static IResult Answer(CrateName crate, CrateLimits? own, PublishLimits everybody) => Results.Json(new LimitsAnswer(
        crate.Text,
        CrateLimit.All.ToDictionary(limit => limit.Name, limit => own is null ? null : limit.Of(own)),
        CrateLimit.All.ToDictionary(limit => limit.Name, limit => limit.Effective(everybody.For(own)))));

    private static RefusedException Invalid(string detail) => new(StatusCodes.Status400BadRequest, detail);

    private sealed record LimitsAnswer(string Crate, Dictionary<string, long?> Limits, Dictionary<string, long> Effective);

    private sealed record Body(Dictionary<string, long?>? Limits);
}
