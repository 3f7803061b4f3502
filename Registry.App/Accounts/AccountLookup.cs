using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.Accounts;

/// <summary>Finds users and teams whatever the case of their names.</summary>
internal static class AccountLookup
{
    public static Task<User?> FindUserAsync(this RegistryDbContext db, string login, CancellationToken cancellationToken)
    {
        var wanted = login.ToLowerInvariant();
        return db.Users.SingleOrDefaultAsync(known => EF.Property<string>(known, "CanonicalLogin") == wanted, cancellationToken);
    }

    /// <summary>With its members.</summary>
    public static Task<Team?> FindTeamAsync(this RegistryDbContext db, string name, CancellationToken cancellationToken)
    {
        var wanted = name.ToLowerInvariant();
        return db.Teams.Include(known => known.Members)
            .SingleOrDefaultAsync(known => EF.Property<string>(known, "CanonicalName") == wanted, cancellationToken);
    }
}
