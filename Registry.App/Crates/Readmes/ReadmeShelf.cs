using Microsoft.EntityFrameworkCore;
using Registry.App.Memory;
using Registry.Data;

namespace Registry.App.Crates.Readmes;

/// <summary>READMEs as pages show them, rendered once: a version never gets another one.</summary>
internal sealed class ReadmeShelf(IDbContextFactory<RegistryDbContext> databases)
{
    private const long Capacity = 32 * 1024 * 1024;

    private readonly BoundedMemory<string> _rendered = new(Capacity);

    /// <summary>As HTML that is safe to show; null when there is none.</summary>
    /// <param name="versionId">Whose README.</param>
    /// <param name="page">The path of the page it is shown on, below the base address.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<string?> ReadAsync(long versionId, string page, CancellationToken cancellationToken)
    {
        var key = $"{versionId} {page}";
        if (!_rendered.TryGet(key, out var html))
        {
            html = await RenderAsync(versionId, page, cancellationToken);
            _rendered.Set(key, html, sizeof(char) * (long)html.Length);
        }

        return html.Length == 0 ? null : html;
    }

    private async Task<string> RenderAsync(long versionId, string page, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Versions.Where(version => version.Id == versionId && version.Readme != null)
            .Select(version => new { version.Readme!.Text, version.Repository, version.ReadmeFile }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? "" : ReadmeRenderer.Render(found.Text, page, RepositoryFiles.Of(found.Repository, found.ReadmeFile));
    }
}
