using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Accounts;

namespace Registry.Data.Mapping;

internal sealed class AccountMapping
    : IEntityTypeConfiguration<User>, IEntityTypeConfiguration<ApiToken>, IEntityTypeConfiguration<OneTimeLink>,
        IEntityTypeConfiguration<ServiceToken>, IEntityTypeConfiguration<Session>, IEntityTypeConfiguration<IdentityUserClaim<long>>,
        IEntityTypeConfiguration<IdentityUserLogin<long>>, IEntityTypeConfiguration<IdentityUserToken<long>>,
        IEntityTypeConfiguration<IdentityUserPasskey<long>>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Ignore(user => user.UserName);
        builder.Ignore(user => user.PhoneNumber);
        builder.Ignore(user => user.PhoneNumberConfirmed);
        builder.Property(user => user.NormalizedUserName).HasColumnName("canonical_login").HasComputedColumnSql("lower(login)", stored: true);
        builder.Property(user => user.NormalizedEmail).HasColumnName("canonical_email").HasComputedColumnSql("lower(email)", stored: true);
        builder.Property(user => user.Role).HasConversion<string>();
        builder.Property(user => user.ChangeNotices).HasDefaultValue(true);
        builder.HasIndex(user => user.NormalizedUserName).IsUnique().HasDatabaseName("ix_users_canonical_login");
        builder.HasIndex(user => user.NormalizedEmail).IsUnique().HasDatabaseName("ix_users_canonical_email");
    }

    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasIndex(session => session.Hash).IsUnique();
        builder.HasIndex(session => session.ExpiresAt);
        builder.HasOne(session => session.User).WithMany().HasForeignKey(session => session.UserId);
    }

    public void Configure(EntityTypeBuilder<IdentityUserClaim<long>> builder) => builder.ToTable("user_claims");

    public void Configure(EntityTypeBuilder<IdentityUserLogin<long>> builder) => builder.ToTable("user_logins");

    public void Configure(EntityTypeBuilder<IdentityUserToken<long>> builder) => builder.ToTable("user_tokens");

    public void Configure(EntityTypeBuilder<IdentityUserPasskey<long>> builder)
    {
        builder.ToTable("user_passkeys");
        builder.HasKey(passkey => passkey.CredentialId);
        builder.HasOne<User>().WithMany().HasForeignKey(passkey => passkey.UserId);
        builder.OwnsOne(passkey => passkey.Data, data => data.ToJson("data"));
        builder.Property<DateTimeOffset?>(PasskeyColumns.LastUsedAt);
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
        builder.Property(link => link.Purpose).HasConversion<string>();
        builder.HasOne(link => link.User).WithMany().HasForeignKey(link => link.UserId);
    }

    public void Configure(EntityTypeBuilder<ServiceToken> builder)
    {
        builder.ToTable("service_tokens");
        builder.HasKey(token => token.Hash);
    }
}
