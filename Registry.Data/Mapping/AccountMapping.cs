using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Accounts;

namespace Registry.Data.Mapping;

internal sealed class AccountMapping
    : IEntityTypeConfiguration<User>, IEntityTypeConfiguration<ApiToken>, IEntityTypeConfiguration<OneTimeLink>,
        IEntityTypeConfiguration<ServiceToken>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property<string>("CanonicalLogin").HasComputedColumnSql("lower(login)", stored: true);
        builder.HasIndex("CanonicalLogin").IsUnique();
    }

    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("api_tokens");
        builder.HasIndex(token => token.Hash).IsUnique();
        builder.HasOne(token => token.User).WithMany().HasForeignKey(token => token.UserId);
    }

    public void Configure(EntityTypeBuilder<OneTimeLink> builder)
    {
        builder.ToTable("one_time_links");
        builder.HasIndex(link => link.Hash).IsUnique();
        builder.HasOne(link => link.User).WithMany().HasForeignKey(link => link.UserId);
    }

    public void Configure(EntityTypeBuilder<ServiceToken> builder)
    {
        builder.ToTable("service_tokens");
        builder.HasKey(token => token.Hash);
    }
}
