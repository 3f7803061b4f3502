using Registry.App.ApiDescription;
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
            return Json(new CrateAnswer(crate, versions, Words(crate.Keywords), Words(crate.Categories)));
        }).WithSummary("A crate with its versions, the highest first.").Produces<CrateAnswer>().Refuses(404);
        api.MapGet("/crates/{name}/versions", async (string name, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var (_, versions) = await crates.ReadAsync(name, cancellationToken);
            return Json(new VersionsAnswer(versions, new Paging(versions.Count, NextPage: null, PrevPage: null)));
        }).WithSummary("The versions of a crate, the highest first.").Produces<VersionsAnswer>().Refuses(404);
        api.MapGet("/crates/{name}/{version}", async (string name, string version, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var found = await crates.ReadVersionAsync(name, version, withReadme: false, cancellationToken);
            return Json(new VersionAnswer(VersionJson.Of(found.Crate!.Name, found)));
        }).WithSummary("A version.").Produces<VersionAnswer>().Refuses(404);
        api.MapGet("/crates/{name}/{version}/dependencies", async (string name, string version, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var found = await crates.ReadVersionAsync(name, version, withReadme: false, cancellationToken);
            return Json(new DependenciesAnswer([.. found.Dependencies.Select(dependency => DependencyJson.Of(found.Id, dependency))]));
        }).WithSummary("What a version depends on.").Produces<DependenciesAnswer>().Refuses(404);
        api.MapGet("/crates/{name}/{version}/readme", async (string name, string version, CrateDataReader crates, CancellationToken cancellationToken) =>
        {
            var found = await crates.ReadVersionAsync(name, version, withReadme: true, cancellationToken);
            return found.Readme is { } readme
                ? Results.Text(readme.Text, "text/plain; charset=utf-8")
                : Errors.ApiError.Result(StatusCodes.Status404NotFound, $"`{found.Crate!.Name}` {found.Number} has no readme");
        }).WithSummary("The readme of a version, as it was published.").Produces<string>(200, "text/plain").Refuses(404);
        api.MapGet("/crates/{name}/reverse_dependencies", DependentsAsync)
            .WithSummary("The crates whose default version depends on a crate.").TakesPage().Produces<DependentsAnswer>().Refuses(400, 404);
        api.MapGet("/crates/{name}/owner_user", (string name, OwnerReader owners, CancellationToken cancellationToken) =>
            OwnersAsync(name, "user", owners, of => Json(new OwningUsers(of)), cancellationToken))
            .WithSummary("The users who own a crate.").Produces<OwningUsers>().Refuses(404);
        api.MapGet("/crates/{name}/owner_team", (string name, OwnerReader owners, CancellationToken cancellationToken) =>
            OwnersAsync(name, "team", owners, of => Json(new OwningTeams(of)), cancellationToken))
            .WithSummary("The teams that own a crate.").Produces<OwningTeams>().Refuses(404);
    }

    private static async Task<IResult> DependentsAsync(string name, HttpContext context, CrateDataReader crates)
    {
        var query = SearchQuery.Parse(context.Request.Query);
        var (page, total) = await crates.DependentsAsync(name, query.Offset, query.PerPage, context.RequestAborted);
        var canonical = Data.Crates.CrateName.Canonicalize(name);
        return Json(new DependentsAnswer(
            [
                .. page.SelectMany(version => version.Dependencies.Select(dependency => DependencyJson.Of(version.Id, dependency)))
                    .Where(dependency => dependency.Registry is null && Data.Crates.CrateName.Canonicalize(dependency.CrateId) == canonical),
            ],
            [.. page.Select(version => VersionJson.Of(version.Crate!.Name, version))],
            Paging.Of(context.Request, query.Page, query.PerPage, total)));
    }

    private static async Task<IResult> OwnersAsync(
        string name, string kind, OwnerReader owners, Func<IReadOnlyList<OwnerJson>, IResult> answer, CancellationToken cancellationToken) =>
        answer([.. (await owners.ListAsync(name, cancellationToken)).Where(owner => owner.Kind == kind)]);

    private static IReadOnlyList<WordJson> Words(IEnumerable<string> words) => [.. words.Select(word => new WordJson(word, word))];

    private static IResult Json<T>(T value) => Results.Json(value, CrateJson.Options);

    private sealed record CrateAnswer(
        CrateJson Crate, IReadOnlyList<VersionJson> Versions, IReadOnlyList<WordJson> Keywords, IReadOnlyList<WordJson> Categories);

    private sealed record WordJson(string Id, string Keyword);

    private sealed record VersionsAnswer(IReadOnlyList<VersionJson> Versions, Paging Meta);

    private sealed record VersionAnswer(VersionJson Version);

    private sealed record DependenciesAnswer(IReadOnlyList<DependencyJson> Dependencies);

    private sealed record DependentsAnswer(IReadOnlyList<DependencyJson> Dependencies, IReadOnlyList<VersionJson> Versions, Paging Meta);

    private sealed record OwningUsers(IReadOnlyList<OwnerJson> Users);

    private sealed record OwningTeams(IReadOnlyList<OwnerJson> Teams);
}
