using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;
using Registry.Data.Crates;

namespace Registry.Data.Mapping;

internal sealed class ListingMapping : IEntityTypeConfiguration<CrateListing>
{
    public void Configure(EntityTypeBuilder<CrateListing> builder)
    {
        builder.ToTable("crate_listings");
        builder.HasKey(listing => listing.CrateId);
        builder.HasOne(listing => listing.Crate).WithOne().HasForeignKey<CrateListing>(listing => listing.CrateId);
        builder.HasOne(listing => listing.DefaultVersion).WithMany().HasForeignKey(listing => listing.DefaultVersionId);
        builder.Property<NpgsqlTsVector>("Document");
        builder.HasIndex("Document").HasMethod("gin");
        builder.HasIndex(listing => listing.UpdatedAt);
    }
}
