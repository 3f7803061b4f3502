using System.Globalization;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Errors;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Crates;

/// <summary>The pages of crates, for programs. Limits have endpoints of their own; deleting is what owners do too.</summary>
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
        admin.MapPost("/crates/{name}/resync", async (string name, HttpContext context, CrateUpkeep upkeep) =>
            Results.Json(new ResyncAnswer(Ok: true, await upkeep.ResyncAsync(Caller.Of(context), name, context.RequestAborted))))
            .RequireAuthorization().WithSummary("Has the index jobs of a crate run again. For operators.").Produces<ResyncAnswer>().Refuses(403, 404);
        admin.MapPost("/crates/{name}/verify", async (string name, HttpContext context, CrateUpkeep upkeep) =>
            Results.Json(await upkeep.VerifyAsync(Caller.Of(context), name, context.RequestAborted)))
            .RequireAuthorization().WithSummary("Compares a crate in both indexes and its stored files with the database. For operators.")
            .Produces<CrateVerdict>().Refuses(403, 404);
    }

    private static int PageOf(string? page) => page is null ? 1
        : int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxPage ? number
        : throw new RefusedException(StatusCodes.Status400BadRequest, $"`page` must be a number from 1 to {MaxPage}");

    private sealed record CratesAnswer(IReadOnlyList<KeptCrate> Crates, bool More);

    private sealed record ResyncAnswer(bool Ok, string Crate);
}
