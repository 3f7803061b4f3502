using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.Accounts;

/// <summary>Finds users and teams whatever the case of their names.</summary>
internal static class AccountLookup
{
    /// <summary>What keeps two accounts from having one address.</summary>
    public const string EmailIndex = "ix_users_canonical_email";

    public static Task<User?> FindUserAsync(this RegistryDbContext db, string login, CancellationToken cancellationToken)
    {
        var wanted = login.ToLowerInvariant();
        return db.Users.SingleOrDefaultAsync(known => known.NormalizedUserName == wanted, cancellationToken);
    }

    /// <summary>With its members.</summary>
    public static Task<Team?> FindTeamAsync(this RegistryDbContext db, string name, CancellationToken cancellationToken)
    {
        var wanted = name.ToLowerInvariant();
        return db.Teams.Include(known => known.Members)
            .SingleOrDefaultAsync(known => EF.Property<string>(known, "CanonicalName") == wanted, cancellationToken);
    }
}
