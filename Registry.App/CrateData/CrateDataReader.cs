using Microsoft.EntityFrameworkCore;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.CrateData;

/// <summary>Reads crates and versions that the index shows.</summary>
internal sealed class CrateDataReader(IDbContextFactory<RegistryDbContext> databases)
{
    /// <summary>Those crates, in the order asked for.</summary>
    /// <param name="ids">Their keys.</param>
    /// <param name="searched">The name that was searched for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<CrateJson>> ListAsync(IReadOnlyList<long> ids, string searched, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var listings = await db.Listings.AsNoTracking().Include(listing => listing.Crate!.Downloads).Where(listing => ids.Contains(listing.CrateId))
            .ToDictionaryAsync(listing => listing.CrateId, cancellationToken);
        var versions = (await Shown(db).Where(version => ids.Contains(version.CrateId)).ToListAsync(cancellationToken)).ToLookup(version => version.CrateId);
        var canonical = CrateName.Canonicalize(searched);
        return
        [
            .. ids.Where(id => listings.ContainsKey(id) && versions.Contains(id)).Select(id => CrateJson.Of(
                listings[id].Crate!, listings[id].UpdatedAt, [.. versions[id]], listings[id].Crate!.CanonicalName == canonical, withVersions: false)),
        ];
    }

    /// <exception cref="RefusedException">There is no such crate, or the index does not show it yet.</exception>
    public async Task<(CrateJson Crate, IReadOnlyList<VersionJson> Versions)> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        var listing = await db.Listings.AsNoTracking().Include(listing => listing.Crate!.Downloads)
            .SingleOrDefaultAsync(listing => listing.CrateId == crate.Id, cancellationToken)
            ?? throw (crate.DeletionRequestedAt is null ? CrateLookup.Unknown(name) : CrateLookup.Deleted(crate.Name));
        crate = listing.Crate!;
        var versions = await Shown(db).Include(version => version.PublishedBy).Include(version => version.DownloadTotal)
            .Where(version => version.CrateId == crate.Id).ToListAsync(cancellationToken);
        return (
            CrateJson.Of(crate, listing.UpdatedAt, versions, exactMatch: false, withVersions: true),
            [.. DefaultVersions.Descending(versions).Select(version => VersionJson.Of(crate.Name, version))]);
    }

    /// <exception cref="RefusedException">There is no such version, or the index does not show it yet.</exception>
    public async Task<CrateVersion> ReadVersionAsync(string name, string number, bool withReadme, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        var withoutBuild = VersionNumber.StripBuild(number);
        var versions = Shown(db).Include(version => version.Crate).Include(version => version.PublishedBy)
            .Include(version => version.DownloadTotal).AsQueryable();
        if (withReadme)
            versions = versions.Include(version => version.Readme);
        return await versions.SingleOrDefaultAsync(
                version => version.CrateId == crate.Id && version.NumberWithoutBuild == withoutBuild, cancellationToken)
            ?? throw await MissingAsync(db, crate, number, cancellationToken);
    }

    /// <summary>Whether or not the index shows it yet.</summary>
    /// <exception cref="RefusedException">There is no such version.</exception>
    public async Task<CrateVersion> ReadAcceptedVersionAsync(string name, string number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        var withoutBuild = VersionNumber.StripBuild(number);
        return await db.Versions.AsNoTracking().Include(version => version.Crate).Include(version => version.PublishedBy).SingleOrDefaultAsync(
                version => version.CrateId == crate.Id && version.NumberWithoutBuild == withoutBuild, cancellationToken)
            ?? throw CrateLookup.Unknown(crate.Name, number);
    }

    /// <summary>Crates of this registry whose default version depends on one, by name.</summary>
    /// <exception cref="RefusedException">There is no such crate.</exception>
    public async Task<(IReadOnlyList<CrateVersion> Page, int Total)> DependentsAsync(
        string name, int offset, int count, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindCrateAsync(name, cancellationToken);
        var dependents = db.DependingOn(crate.Name)
            .Where(version => db.Listings.Any(listing => listing.DefaultVersionId == version.Id));
        var page = await dependents.Include(version => version.Crate).Include(version => version.DownloadTotal).OrderBy(version => version.Crate!.Name).Skip(offset).Take(count)
            .ToListAsync(cancellationToken);
        return (page, await dependents.CountAsync(cancellationToken));
    }

    private static async Task<RefusedException> MissingAsync(RegistryDbContext db, Crate crate, string number, CancellationToken cancellationToken)
    {
        var withoutBuild = VersionNumber.StripBuild(number);
        return await db.Versions.AnyAsync(
            version => version.CrateId == crate.Id && version.NumberWithoutBuild == withoutBuild && version.DeletedAt != null, cancellationToken)
            ? CrateLookup.Deleted(crate.Name, number)
            : CrateLookup.Unknown(crate.Name, number);
    }

    private static IQueryable<CrateVersion> Shown(RegistryDbContext db) => db.Versions.AsNoTracking().Where(version => version.PublishedAt != null);
}
