using Microsoft.EntityFrameworkCore;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Changes;
using Registry.Data.Crates;

namespace Registry.App.Crates;

/// <summary>Finds crates and versions by any spelling of their names.</summary>
internal static class CrateLookup
{
    /// <summary>Whether or not it is to be gone: what readers are told follows the index.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<Crate> FindCrateAsync(this RegistryDbContext db, string name, CancellationToken cancellationToken)
    {
        var canonical = CrateName.Canonicalize(name);
        return await db.Crates.AsNoTracking().SingleOrDefaultAsync(known => known.CanonicalName == canonical, cancellationToken)
            ?? throw Unknown(name);
    }

    /// <summary>For those who want to change something.</summary>
    /// <exception cref="RefusedException">There is none, or it is to be gone.</exception>
    public static async Task<Crate> FindLiveCrateAsync(this RegistryDbContext db, string name, CancellationToken cancellationToken)
    {
        var crate = await db.FindCrateAsync(name, cancellationToken);
        return crate.DeletionRequestedAt is null ? crate : throw Deleted(crate.Name);
    }

    /// <summary>Versions whose deletion nobody has asked for.</summary>
    public static IQueryable<CrateVersion> LiveVersions(this RegistryDbContext db) => db.Versions.AsNoTracking().Include(version => version.Crate)
        .Where(version => !db.Changes.Any(change => change.VersionId == version.Id && change.Kind == ChangeKind.Delete));

    /// <summary>For those who want to change something.</summary>
    /// <exception cref="RefusedException">There is none, or it is to be gone.</exception>
    public static async Task<CrateVersion> FindLiveVersionAsync(
        this RegistryDbContext db, Crate crate, string number, CancellationToken cancellationToken)
    {
        var withoutBuild = VersionNumber.StripBuild(number);
        var live = await db.LiveVersions()
            .SingleOrDefaultAsync(known => known.CrateId == crate.Id && known.NumberWithoutBuild == withoutBuild, cancellationToken);
        if (live is not null)
            return live;
        throw await db.Versions.AnyAsync(known => known.CrateId == crate.Id && known.NumberWithoutBuild == withoutBuild, cancellationToken)
            ? Deleted(crate.Name, number)
            : Unknown(crate.Name, number);
    }

    /// <summary>
    /// From here to the end of the transaction the crate is not given up. Whoever locks rows of its versions too does so after this, as jobs do.
    /// </summary>
    /// <exception cref="RefusedException">It is to be gone.</exception>
    public static async Task LockCrateAsync(this RegistryDbContext db, Crate crate, CancellationToken cancellationToken)
    {
        var live = await db.Database
            .SqlQuery<bool>($"SELECT deletion_requested_at IS NULL AS \"Value\" FROM crates WHERE id = {crate.Id} FOR KEY SHARE")
            .ToListAsync(cancellationToken);
        if (live is not [true])
            throw Deleted(crate.Name);
    }

    /// <summary>Requests for one version are numbered one after the other: the row stays locked until the commit.</summary>
    public static async Task<int> NextSequenceAsync(this RegistryDbContext db, long versionId, CancellationToken cancellationToken)
    {
        var numbers = await db.Database
            .SqlQuery<int>($"UPDATE versions SET last_sequence = last_sequence + 1 WHERE id = {versionId} RETURNING last_sequence AS \"Value\"")
            .ToListAsync(cancellationToken);
        return numbers.Single();
    }

    /// <summary>What is said of a crate that is not there.</summary>
    public static RefusedException Unknown(string name) => new(StatusCodes.Status404NotFound, $"there is no crate named `{name}`");

    /// <summary>What is said of a version that is not there.</summary>
    public static RefusedException Unknown(string crate, string number) => new(StatusCodes.Status404NotFound, $"`{crate}` has no version {number}");

    /// <summary>What is said of a crate that is gone, or to be gone.</summary>
    public static RefusedException Deleted(string crate) => new(StatusCodes.Status404NotFound, $"`{crate}` was deleted");

    /// <summary>What is said of a version that is gone, or to be gone.</summary>
    public static RefusedException Deleted(string crate, string number) => new(StatusCodes.Status404NotFound, $"`{crate}` {number} was deleted");
}
