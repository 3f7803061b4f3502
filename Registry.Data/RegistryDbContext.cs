using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Data.Audit;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Data.Index;
using Registry.Data.Monitoring;

namespace Registry.Data;

/// <summary>The registry's own tables. The queue's tables belong to the queue and are not mapped.</summary>
/// <param name="options">How to reach the database; see <see cref="RegistryDbContextOptions"/>.</param>
public sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options) : DbContext(options)
{
    /// <summary>Accounts.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Tokens of accounts.</summary>
    public DbSet<ApiToken> Tokens => Set<ApiToken>();

    /// <summary>Tokens of the registry's own processes.</summary>
    public DbSet<ServiceToken> ServiceTokens => Set<ServiceToken>();

    /// <summary>Links to choose a password.</summary>
    public DbSet<OneTimeLink> OneTimeLinks => Set<OneTimeLink>();

    /// <summary>Crates.</summary>
    public DbSet<Crate> Crates => Set<Crate>();

    /// <summary>Owners of crates.</summary>
    public DbSet<CrateOwner> Owners => Set<CrateOwner>();

    /// <summary>Teams that own crates.</summary>
    public DbSet<CrateTeam> CrateTeams => Set<CrateTeam>();

    /// <summary>Who was asked to become an owner.</summary>
    public DbSet<OwnerInvitation> Invitations => Set<OwnerInvitation>();

    /// <summary>Users with a name together.</summary>
    public DbSet<Team> Teams => Set<Team>();

    /// <summary>Who is in which team.</summary>
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();

    /// <summary>Versions of crates.</summary>
    public DbSet<CrateVersion> Versions => Set<CrateVersion>();

    /// <summary>Crates as they are found.</summary>
    public DbSet<CrateListing> Listings => Set<CrateListing>();

    /// <summary>Changes of the index.</summary>
    public DbSet<IndexChange> Changes => Set<IndexChange>();

    /// <summary>Who did what.</summary>
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();

    /// <summary>Files of the sparse index.</summary>
    public DbSet<SparseFile> SparseFiles => Set<SparseFile>();

    /// <summary>What the monitor found wrong, now and before.</summary>
    public DbSet<Incident> Incidents => Set<Incident>();

    /// <summary>Who was told of it.</summary>
    public DbSet<Page> Pages => Set<Page>();

    /// <summary>Runs of the monitor.</summary>
    public DbSet<MonitorRun> MonitorRuns => Set<MonitorRun>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasPostgresExtension("pg_trgm");
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(RegistryDbContext).Assembly);

        // Nothing of a registry vanishes because something else was deleted.
        foreach (var foreignKey in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetForeignKeys()))
            foreignKey.DeleteBehavior = DeleteBehavior.NoAction;
    }
}
