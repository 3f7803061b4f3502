using Microsoft.EntityFrameworkCore;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Crates;

/// <summary>Finds a crate by any spelling of its name.</summary>
internal static class CrateLookup
{
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<Crate> FindCrateAsync(this RegistryDbContext db, string name, CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(name);
        return await db.Crates.AsNoTracking().SingleOrDefaultAsync(known => known.CanonicalName == canonical, cancellationToken)
            ?? throw Unknown(name);
    }

    /// <summary>What is said of a crate that is not there.</summary>
    public static RefusedException Unknown(string name) => new(StatusCodes.Status404NotFound, $"there is no crate named `{name}`");
}
