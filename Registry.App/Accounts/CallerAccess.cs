using Microsoft.EntityFrameworkCore;
using Registry.App.Errors;
using Registry.Data;

namespace Registry.App.Accounts;

/// <summary>Who may change a crate.</summary>
internal static class CallerAccess
{
    /// <exception cref="RefusedException">The caller may not publish and yank: neither owns the crate, nor is in a team that does, nor is an admin.</exception>
    public static async Task RequirePublisherAsync(
        this RegistryDbContext db, Caller caller, long crateId, string crateName, CancellationToken cancellationToken)
    {
        if (!await db.IsOwnerAsync(caller, crateId, cancellationToken) && !await db.IsInOwningTeamAsync(caller, crateId, cancellationToken))
            throw Refusal($"`{crateName}` belongs to others, and you are not among its owners");
    }

    /// <exception cref="RefusedException">The caller may not say who owns the crate: neither owns it alone, nor is an admin.</exception>
    public static async Task RequireOwnerAsync(
        this RegistryDbContext db, Caller caller, long crateId, string crateName, CancellationToken cancellationToken)
    {
        if (await db.IsOwnerAsync(caller, crateId, cancellationToken))
            return;
        throw await db.IsInOwningTeamAsync(caller, crateId, cancellationToken)
            ? Refusal($"members of a team may publish and yank `{crateName}`, but not change its owners; ask one of its users")
            : Refusal($"`{crateName}` belongs to others; only its owners may change who owns it");
    }

    private static async Task<bool> IsOwnerAsync(this RegistryDbContext db, Caller caller, long crateId, CancellationToken cancellationToken) =>
        caller.IsAdmin || await db.Owners.AnyAsync(owner => owner.CrateId == crateId && owner.UserId == caller.UserId, cancellationToken);

    private static Task<bool> IsInOwningTeamAsync(this RegistryDbContext db, Caller caller, long crateId, CancellationToken cancellationToken) =>
        db.CrateTeams.AnyAsync(
            owner => owner.CrateId == crateId && owner.Team!.Members.Any(member => member.UserId == caller.UserId), cancellationToken);

    private static RefusedException Refusal(string detail) => new(StatusCodes.Status403Forbidden, detail);
}
