using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Data.Audit;
using Registry.Data.Changes;
using Registry.Data.Crates;
using Registry.Data.Downloads;
using Registry.Data.Index;
using Registry.Data.Monitoring;

namespace Registry.Data;

/// <summary>The registry's own tables. The queue's tables belong to the queue and are not mapped.</summary>
/// <param name="options">How to reach the database; see <see cref="RegistryDbContextOptions"/>.</param>
public sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options) : IdentityUserContext<User, long>(options)
{
    /// <summary>Browsers that are signed in.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>Tokens of accounts.</summary>
    public DbSet<ApiToken> Tokens => Set<ApiToken>();

    /// <summary>Tokens of the registry's own processes.</summary>
    public DbSet<ServiceToken> ServiceTokens => Set<ServiceToken>();

    /// <summary>How often users may do something right now.</summary>
    public DbSet<RateLimitBucket> RateLimitBuckets => Set<RateLimitBucket>();

    /// <summary>Rate limits of single users.</summary>
    public DbSet<RateLimitOverride> RateLimitOverrides => Set<RateLimitOverride>();

    /// <summary>Links that are good for one thing, once.</summary>
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

    /// <summary>Limits of single crates.</summary>
    public DbSet<CrateLimits> CrateLimits => Set<CrateLimits>();

    /// <summary>Downloads of versions, day by day.</summary>
    public DbSet<VersionDownloads> VersionDownloads => Set<VersionDownloads>();

    /// <summary>Downloads of crates.</summary>
    public DbSet<CrateDownloads> CrateDownloads => Set<CrateDownloads>();

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
    protected override void OnModelCreating(ModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        base.OnModelCreating(builder);
        builder.HasPostgresExtension("pg_trgm");
        builder.ApplyConfigurationsFromAssembly(typeof(RegistryDbContext).Assembly);

        // Nothing of a registry vanishes because something else was deleted; what stands in the same row is no something else.
        foreach (var foreignKey in builder.Model.GetEntityTypes().SelectMany(entity => entity.GetForeignKeys()).Where(key => !key.IsOwnership))
            foreignKey.DeleteBehavior = DeleteBehavior.NoAction;
    }
}
