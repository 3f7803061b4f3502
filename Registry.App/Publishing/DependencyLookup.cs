using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>Whether what an upload depends on is there. The versions need not be: they may be published later.</summary>
internal sealed class DependencyLookup(OwnIndex ownIndex, IOptions<PublishLimits> limits)
{
    /// <exception cref="PublishRefusedException">A crate that should be in this registry is not.</exception>
    public async Task RefuseUnknownAsync(RegistryDbContext db, IncomingCrate incoming, CancellationToken cancellationToken)
    {
        var names = incoming.Metadata.Deps.Where(dependency => ownIndex.Is(dependency.Registry)).Select(dependency => dependency.Name)
            .Where(name => name != incoming.Name.Text).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0 || limits.Value.AllowUnknownDependencies)
            return;
        var canonical = names.Select(CrateName.Canonicalize).ToList();
        var known = await db.Crates.Where(crate => canonical.Contains(crate.CanonicalName) && crate.DeletionRequestedAt == null).Select(crate => crate.Name).ToListAsync(cancellationToken);
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw Refusal(unknown, known.FirstOrDefault(name => CrateName.Canonicalize(name) == CrateName.Canonicalize(unknown)));
    }

    /// <summary>Cargo finds a dependency only under the very spelling that its crate has.</summary>
    private static PublishRefusedException Refusal(string unknown, string? spelled) => PublishRefusedException.Invalid(spelled is null
        ? $"dependency `{unknown}`: there is no crate of that name in this registry; publish it first, or name the registry that has it"
        : $"dependency `{unknown}`: the crate is spelled `{spelled}` here, and cargo will not find it otherwise; write `{spelled}` in Cargo.toml");
}
