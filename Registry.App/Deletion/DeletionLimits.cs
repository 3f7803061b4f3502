using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.App.Ui;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Deletion;

/// <summary>
/// What owners may delete without an admin: what is so young that few can rely on it, and that nothing here depends on
/// (docs/adr/0020-deletion.md).
/// </summary>
internal sealed class DeletionLimits(IOptions<DeletionOptions> options)
{
    /// <exception cref="RefusedException">It is too old, or something here depends on it.</exception>
    public async Task RequireDeletableAsync(
        RegistryDbContext db, Crate crate, CrateVersion? version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var what = version is null ? $"`{crate.Name}`" : $"`{crate.Name}` {version.Number}";
        var within = options.Value.OwnersMayWithin;
        if (within == TimeSpan.Zero)
            throw Refusal($"owners may not delete anything here; yank {what}, or ask an admin of this registry");
        if (now - (version?.CreatedAt ?? crate.CreatedAt) > within)
            throw Refusal($"{what} was published more than {Durations.Took(within)} ago, and then only an admin may delete it; yank it, or ask one");
        if (await DependentAsync(db, crate, cancellationToken) is { } dependent)
            throw Refusal($"`{dependent}` depends on `{crate.Name}`, and what others here depend on only an admin may delete; yank {what}, or ask one");
    }

    /// <summary>A crate with a version that depends on this one, whether or not the index shows that version yet.</summary>
    private static Task<string?> DependentAsync(RegistryDbContext db, Crate crate, CancellationToken cancellationToken) => db.DependingOn(crate.Name)
        .Where(version => version.CrateId != crate.Id && version.DeletedAt == null)
        .OrderBy(version => version.Id)
        .Select(version => version.Crate!.Name)
        .FirstOrDefaultAsync(cancellationToken);

    private static RefusedException Refusal(string detail) => new(StatusCodes.Status422UnprocessableEntity, detail);
}
