using Registry.App.Owners;
using Registry.App.Search;

namespace Registry.App.CrateData;

/// <summary>What tools read of crates, at the addresses and in the shapes of crates.io.</summary>
internal static class CrateDataEndpoints
{
    public static void MapCrateData(this IEndpointRouteBuilder api)
    {
        api.MapGet("/crates/{name}", async (string name, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var (crate, versions) = await crates.ReadAsync(name, cancellationToken);
            return Json(new { crate, versions, keywords = Words(crate.Keywords), categories = Words(crate.Categories) });
        });
        api.MapGet("/crates/{name}/versions", async (string name, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var (_, versions) = await crates.ReadAsync(name, cancellationToken);
            return Json(new { versions, meta = new { total = versions.Count, next_page = (string?)null } });
        });
        api.MapGet("/crates/{name}/{version}", async (string name, string version, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var found = await crates.ReadVersionAsync(name, version, withReadme: false, cancellationToken);
            return Json(new { version = VersionJson.Of(found.Crate!.Name, found) });
        });
        api.MapGet("/crates/{name}/{version}/dependencies", async (string name, string version, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var found = await crates.ReadVersionAsync(name, version, withReadme: false, cancellationToken);
            return Json(new { dependencies = found.Dependencies.Select(dependency => DependencyJson.Of(found.Id, dependency)) });
        });
        api.MapGet("/crates/{name}/{version}/readme", async (string name, string version, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var found = await crates.ReadVersionAsync(name, version, withReadme: true, cancellationToken);
            return found.Readme is { } readme
                ? Results.Text(readme.Text, "text/plain; charset=utf-8")
                : Errors.ApiError.Result(StatusCodes.Status404NotFound, $"`{found.Crate!.Name}` {found.Number} has no readme");
        });
        api.MapGet("/crates/{name}/reverse_dependencies", DependentsAsync);
        api.MapGet("/crates/{name}/owner_user", (string name, OwnerReader owners, CancellationToken cancellationToken) =>
            OwnersAsync(name, "user", owners, cancellationToken));
        api.MapGet("/crates/{name}/owner_team", (string name, OwnerReader owners, CancellationToken cancellationToken) =>
            OwnersAsync(name, "team", owners, cancellationToken));
    }

    private static async Task<IResult> DependentsAsync(string name, HttpContext context, CrateDataReader crates)
    {
        var query = SearchQuery.Parse(context.Request.Query);
        var (page, total) = await crates.DependentsAsync(name, query.Offset, query.PerPage, context.RequestAborted);
        var canonical = Data.Crates.CrateName.Canonicalize(name);
        return Json(new
        {
            dependencies = page.SelectMany(version => version.Dependencies.Select(dependency => DependencyJson.Of(version.Id, dependency)))
                .Where(dependency => dependency.Registry is null && Data.Crates.CrateName.Canonicalize(dependency.CrateId) == canonical),
            versions = page.Select(version => VersionJson.Of(version.Crate!.Name, version)),
            meta = Paging.Of(context.Request, query.Page, query.PerPage, total),
        });
    }

    private static async Task<IResult> OwnersAsync(string name, string kind, OwnerReader owners, CancellationToken cancellationToken)
    {
        var of = (await owners.ListAsync(name, cancellationToken)).Where(owner => owner.Kind == kind);
        return kind == "user" ? Json(new { users = of }) : Json(new { teams = of });
    }

    private static IEnumerable<object> Words(IEnumerable<string> words) => words.Select(word => new { id = word, keyword = word });

    private static IResult Json<T>(T value) => Results.Json(value, CrateJson.Options);
}
