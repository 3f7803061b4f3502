using System.Globalization;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.App.Admin.Jobs;
using Registry.App.ApiDescription;
using Registry.App.Changes;
using Registry.App.Crates.Limits;
using Registry.App.Errors;
using Registry.App.Jobs;
using Registry.App.Publishing;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Crates;

/// <summary>The pages of crates, for programs. Limits have endpoints of their own.</summary>
internal static class CrateUpkeepEndpoints
{
    private const int MaxPage = 10_000;

    public static void MapCrateUpkeep(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/crates", async (string? q, string? page, HttpContext context, KeptCrates crates) =>
        {
            Caller.Of(context).Require(Role.Viewer);
            if (q?.Any(char.IsControl) == true)
                throw new RefusedException(StatusCodes.Status400BadRequest, "`q` contains a control character");
            var found = await crates.FindAsync(q?.Trim() ?? "", PageOf(page), context.RequestAborted);
            return Results.Json(new CratesAnswer([.. found.Take(KeptCrates.PageSize)], found.Count > KeptCrates.PageSize));
        }).RequireAuthorization().WithSummary("Crates by a part of their names, 50 to a page. For viewers.").Produces<CratesAnswer>().Refuses(400, 403);
        admin.MapGet("/crates/{name}", GetAsync).RequireAuthorization()
            .WithSummary("One crate: how it stands, its unfinished jobs, its last changes and its limits. For viewers.")
            .Produces<CrateAnswer>().Refuses(403, 404);
        admin.MapDelete("/crates/{name}", DeleteAsync).RequireAuthorization()
            .WithSummary("Deletes a crate with all its versions; the name is spelled as the crate's, and `message` says why. For admins.")
            .Produces<CrateDeletionAnswer>().Refuses(400, 403, 404);
        admin.MapPost("/crates/{name}/resync", async (string name, HttpContext context, CrateUpkeep upkeep) =>
            Results.Json(new ResyncAnswer(Ok: true, await upkeep.ResyncAsync(Caller.Of(context), name, context.RequestAborted))))
            .RequireAuthorization().WithSummary("Has the index jobs of a crate run again. For operators.").Produces<ResyncAnswer>().Refuses(403, 404);
        admin.MapPost("/crates/{name}/verify", async (string name, HttpContext context, CrateUpkeep upkeep) =>
            Results.Json(await upkeep.VerifyAsync(Caller.Of(context), name, context.RequestAborted)))
            .RequireAuthorization().WithSummary("Compares a crate in both indexes and its stored files with the database. For operators.")
            .Produces<CrateVerdict>().Refuses(403, 404);
    }

    private static async Task<IResult> GetAsync(string name, HttpContext context, KeptCrates crates, IOptions<PublishLimits> everybody)
    {
        Caller.Of(context).Require(Role.Viewer);
        var crate = await crates.ReadAsync(name, context.RequestAborted) ?? throw Unknown(name);
        return Results.Json(new CrateAnswer(
            crate.Name, crate.State, crate.Versions, [.. crate.Jobs.Select(job => ListedJob.From(job) with { Crate = crate.Name })], crate.Holds, crate.Changes,
            CrateLimit.All.ToDictionary(limit => limit.Name, limit => crate.Limits is { } own ? limit.Of(own) : null),
            CrateLimit.All.ToDictionary(limit => limit.Name, limit => limit.Effective(everybody.Value.For(crate.Limits))), crate.ReadAt));
    }

    private static async Task<IResult> DeleteAsync(
        string name, string? message, HttpContext context, KeptCrates crates, CrateDeletion deletion, ChangeLinks links)
    {
        var caller = Caller.Of(context);
        caller.Require(Role.Admin);
        var crate = await crates.ReadAsync(name, context.RequestAborted) ?? throw Unknown(name);
        var recorded = await deletion.RecordAsync(caller, crate.Name, name, message, context.RequestAborted);
        return Results.Json(new CrateDeletionAnswer(
            Ok: true, recorded.Crate, recorded.ChangeIds, [.. recorded.ChangeIds.Select(links.StatusPage)]));
    }

    private static RefusedException Unknown(string name) => new(StatusCodes.Status404NotFound, $"there is no crate `{name}`");

    private static int PageOf(string? page) => page is null ? 1
        : int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxPage ? number
        : throw new RefusedException(StatusCodes.Status400BadRequest, $"`page` must be a number from 1 to {MaxPage}");

    private sealed record CratesAnswer(IReadOnlyList<KeptCrate> Crates, bool More);

    private sealed record CrateAnswer(
        string Name, string State, int Versions, IReadOnlyList<ListedJob> Jobs, IReadOnlyList<QueueHold> Holds, IReadOnlyList<ChangeOfCrate> Changes,
        Dictionary<string, long?> Limits, Dictionary<string, long> Effective, DateTimeOffset ReadAt);

    private sealed record CrateDeletionAnswer(bool Ok, string Crate, IReadOnlyList<string> Changes, IReadOnlyList<Uri> StatusUrls);

    private sealed record ResyncAnswer(bool Ok, string Crate);
}
