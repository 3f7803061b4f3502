using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.App.Crates.Limits;
using Registry.App.Errors;
using Registry.App.RateLimits;
using Registry.Data;
using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>Asked as soon as an upload has said which crate it is of, before its file is received.</summary>
internal sealed class UploadAdmission(IDbContextFactory<RegistryDbContext> databases, RateLimiter rates, IOptions<PublishLimits> limits)
{
    /// <summary>How much the upload may bring.</summary>
    /// <exception cref="RefusedException">The caller has published too much lately.</exception>
    public async Task<PublishLimits> AdmitAsync(CrateName name, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var isKnown = await db.Crates.AnyAsync(crate => crate.CanonicalName == name.Canonical, cancellationToken);
        await rates.RefuseEarlyAsync(db, caller, ActionOf(isKnown), cancellationToken);
        return limits.Value.For(await db.FindLimitsAsync(name.Canonical, cancellationToken));
    }

    /// <summary>What publishing is, to rate limits.</summary>
    public static RateLimitAction ActionOf(bool isKnown) => isKnown ? RateLimitAction.PublishUpdate : RateLimitAction.PublishNew;
}
