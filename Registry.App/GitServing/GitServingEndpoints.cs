using Microsoft.Extensions.Options;
using Registry.Jobs.Index.Git;

namespace Registry.App.GitServing;

/// <summary>The git index over git's smart HTTP protocol, for reading only.</summary>
internal static class GitServingEndpoints
{
    public const string Root = "/git/index";

    /// <summary>
    /// Maps <c>/git/index</c>. Looks for git at once, so that a machine without it fails at start rather than at the first clone.
    /// </summary>
    /// <exception cref="GitNotFoundException">git is not installed, and the git index is not turned off.</exception>
    public static RouteGroupBuilder MapGitIndex(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(Root);
        group.ExcludeFromDescription();
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<GitIndexOptions>>().Value;
        if (!options.Enabled)
        {
            group.Map("/{**path}", http => PlainText.WriteAsync(http, StatusCodes.Status404NotFound,
                "This registry has no git index. Use the sparse index: sparse+http(s)://HOST/index/"));
            return group;
        }

        var uploadPack = endpoints.ServiceProvider.GetRequiredService<UploadPack>();
        group.MapGet("/info/refs", http => http.Request.Query["service"].ToString() switch
        {
            "git-upload-pack" => uploadPack.AdvertiseAsync(http),
            "git-receive-pack" => RefusePushAsync(http),
            _ => PlainText.WriteAsync(http, StatusCodes.Status403Forbidden,
                "The git index is served by git's smart HTTP protocol only. Use cargo or git, not a plain download."),
        });
        group.MapPost("/git-upload-pack", uploadPack.ServeAsync);
        group.MapPost("/git-receive-pack", RefusePushAsync);
        group.Map("/{**path}", http => PlainText.WriteAsync(http, StatusCodes.Status404NotFound,
            "This is a git repository, and there is no page here. To read it: git clone "
            + $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{Root}"));
        return group;
    }

    private static Task RefusePushAsync(HttpContext http) => PlainText.WriteAsync(http, StatusCodes.Status403Forbidden,
        "Nobody pushes to the index. Publish with `cargo publish`, and the registry brings the crate into the index.");
}
