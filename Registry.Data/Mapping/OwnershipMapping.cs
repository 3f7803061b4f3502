using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Accounts;
using Registry.Data.Crates;

namespace Registry.Data.Mapping;

internal sealed class OwnershipMapping
    : IEntityTypeConfiguration<CrateOwner>, IEntityTypeConfiguration<CrateTeam>, IEntityTypeConfiguration<OwnerInvitation>,
        IEntityTypeConfiguration<Team>, IEntityTypeConfiguration<TeamMember>
{
    public void Configure(EntityTypeBuilder<CrateOwner> builder)
    {
        builder.ToTable("crate_owners");
        builder.HasKey(owner => new { owner.CrateId, owner.UserId });
        builder.HasOne<Crate>().WithMany(crate => crate.Owners).HasForeignKey(owner => owner.CrateId);
        builder.HasOne(owner => owner.User).WithMany().HasForeignKey(owner => owner.UserId);
    }

    public void Configure(EntityTypeBuilder<CrateTeam> builder)
    {
        builder.ToTable("crate_teams");
        builder.HasKey(owner => new { owner.CrateId, owner.TeamId });
        builder.HasOne<Crate>().WithMany(crate => crate.Teams).HasForeignKey(owner => owner.CrateId);
        builder.HasOne(owner => owner.Team).WithMany().HasForeignKey(owner => owner.TeamId);
    }

    public void Configure(EntityTypeBuilder<OwnerInvitation> builder)
    {
        builder.ToTable("owner_invitations");
        builder.HasIndex(invitation => new { invitation.CrateId, invitation.UserId }).IsUnique();
        builder.HasIndex(invitation => invitation.LinkHash).IsUnique();
        builder.HasOne(invitation => invitation.Crate).WithMany().HasForeignKey(invitation => invitation.CrateId);
        builder.HasOne(invitation => invitation.User).WithMany().HasForeignKey(invitation => invitation.UserId);
        builder.HasOne(invitation => invitation.InvitedBy).WithMany().HasForeignKey(invitation => invitation.InvitedById);
    }

    public void Configure(EntityTypeBuilder<Team> builder)
    {
        builder.ToTable("teams");
        builder.Property<string>("CanonicalName").HasComputedColumnSql("lower(name)", stored: true);
        builder.HasIndex("CanonicalName").IsUnique();
    }

    public void Configure(EntityTypeBuilder<TeamMember> builder)
    {
        builder.ToTable("team_members");
        builder.HasKey(member => new { member.TeamId, member.UserId });
        builder.HasOne<Team>().WithMany(team => team.Members).HasForeignKey(member => member.TeamId);
        builder.HasOne(member => member.User).WithMany().HasForeignKey(member => member.UserId);
    }
}
