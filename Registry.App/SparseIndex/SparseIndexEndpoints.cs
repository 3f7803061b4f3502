using Microsoft.Extensions.Options;
using Registry.App.Hosting;

namespace Registry.App.SparseIndex;

/// <summary>The sparse index at <c>/index/</c> (the Cargo book, "Index Format", sparse protocol).</summary>
internal static class SparseIndexEndpoints
{
    public const string Root = "/index/";

    /// <summary>
    /// Cargo asks for a file for each crate it resolves, so nothing stands between routing and the answer; but in a private registry the
    /// question who asks.
    /// </summary>
    public static void MapSparseIndex(this IEndpointRouteBuilder app)
    {
        var server = app.ServiceProvider.GetRequiredService<SparseIndexServer>();
        var files = app.MapGet($"{Root}{{**path}}", server.ServeAsync).ExcludeFromDescription();
        if (!app.ServiceProvider.GetRequiredService<IOptions<RegistryOptions>>().Value.Private)
            files.ShortCircuit();
    }
}
