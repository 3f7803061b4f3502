using Microsoft.EntityFrameworkCore;
using Registry.App.Errors;
using Registry.Data;

namespace Registry.App.Accounts;

/// <summary>Who may change a crate.</summary>
internal static class CallerAccess
{
    /// <exception cref="RefusedException">The caller neither owns the crate nor is an admin.</exception>
    public static async Task RequireOwnerAsync(
        this RegistryDbContext db, Caller caller, long crateId, string crateName, CancellationToken cancellationToken)
    {
        if (caller.IsAdmin || await db.Owners.AnyAsync(owner => owner.CrateId == crateId && owner.UserId == caller.UserId, cancellationToken))
            return;
        throw new RefusedException(
            StatusCodes.Status403Forbidden, $"`{crateName}` belongs to others, and you are not among its owners");
    }
}
