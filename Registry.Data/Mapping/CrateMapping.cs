using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Crates;
using Registry.Data.Index;

namespace Registry.Data.Mapping;

internal sealed class CrateMapping
    : IEntityTypeConfiguration<Crate>, IEntityTypeConfiguration<CrateVersion>,
        IEntityTypeConfiguration<VersionReadme>, IEntityTypeConfiguration<SparseFile>
{
    public void Configure(EntityTypeBuilder<Crate> builder)
    {
        builder.ToTable("crates");
        builder.Property(crate => crate.CanonicalName).HasComputedColumnSql("lower(replace(name, '-', '_'))", stored: true);
        builder.HasIndex(crate => crate.CanonicalName).IsUnique().HasDatabaseName(DatabaseNames.UniqueCrateName);
        builder.HasIndex(crate => crate.CanonicalName, "ix_crates_canonical_name_trigrams").HasMethod("gin").HasOperators("gin_trgm_ops");
    }

    public void Configure(EntityTypeBuilder<CrateVersion> builder)
    {
        builder.ToTable("versions");
        builder.Property(version => version.NumberWithoutBuild).HasComputedColumnSql("split_part(number, '+', 1)", stored: true);
        builder.HasIndex(version => new { version.CrateId, version.NumberWithoutBuild }).IsUnique()
            .HasDatabaseName(DatabaseNames.UniqueVersion);
        builder.HasOne(version => version.Crate).WithMany(crate => crate.Versions).HasForeignKey(version => version.CrateId);
        builder.HasOne(version => version.PublishedBy).WithMany().HasForeignKey(version => version.PublishedById);
        builder.Property(version => version.Dependencies).HasJsonConversion();
        builder.HasIndex(version => version.Dependencies).HasMethod("gin").HasOperators("jsonb_path_ops");
        builder.Property(version => version.Features).HasJsonConversion();
        builder.HasIndex(version => version.CrateId, "versions_files_to_remove")
            .HasFilter("deleted_at IS NOT NULL AND file_removed_at IS NULL").HasDatabaseName("versions_files_to_remove");
    }

    public void Configure(EntityTypeBuilder<VersionReadme> builder)
    {
        builder.ToTable("readmes");
        builder.HasKey(readme => readme.VersionId);
        builder.HasOne<CrateVersion>().WithOne(version => version.Readme).HasForeignKey<VersionReadme>(readme => readme.VersionId);
    }

    public void Configure(EntityTypeBuilder<SparseFile> builder)
    {
        builder.ToTable("sparse_files");
        builder.HasKey(file => file.CrateId);
        builder.HasIndex(file => file.Path).IsUnique();
        builder.Property(file => file.Revision).HasDefaultValue(0L).ValueGeneratedOnAddOrUpdate();
        builder.HasIndex(file => file.Revision);
        builder.HasOne<Crate>().WithOne().HasForeignKey<SparseFile>(file => file.CrateId);
    }
}
