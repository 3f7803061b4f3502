using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Accounts;
using Registry.Data.Crates;

namespace Registry.Data.Mapping;

internal sealed class LimitMapping
    : IEntityTypeConfiguration<RateLimitBucket>, IEntityTypeConfiguration<RateLimitOverride>, IEntityTypeConfiguration<CrateLimits>
{
    public void Configure(EntityTypeBuilder<RateLimitBucket> builder)
    {
        builder.ToTable("rate_limit_buckets");
        builder.HasKey(bucket => new { bucket.UserId, bucket.Action });
        builder.HasOne<User>().WithMany().HasForeignKey(bucket => bucket.UserId);
    }

    public void Configure(EntityTypeBuilder<RateLimitOverride> builder)
    {
        builder.ToTable("rate_limit_overrides");
        builder.HasKey(known => new { known.UserId, known.Action });
        builder.HasOne<User>().WithMany().HasForeignKey(known => known.UserId);
    }

    public void Configure(EntityTypeBuilder<CrateLimits> builder)
    {
        builder.ToTable("crate_limits");
        builder.HasKey(limits => limits.CanonicalName);
    }
}
