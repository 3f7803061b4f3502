using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Crates;
using Registry.Data.Downloads;

namespace Registry.Data.Mapping;

internal sealed class DownloadMapping
    : IEntityTypeConfiguration<VersionDownloads>, IEntityTypeConfiguration<VersionDownloadTotal>, IEntityTypeConfiguration<CrateDownloads>,
        IEntityTypeConfiguration<DownloadBatch>
{
    public void Configure(EntityTypeBuilder<VersionDownloads> builder)
    {
        builder.ToTable("version_downloads");
        builder.HasKey(day => new { day.VersionId, day.Date });
        builder.HasOne<CrateVersion>().WithMany().HasForeignKey(day => day.VersionId);
    }

    public void Configure(EntityTypeBuilder<VersionDownloadTotal> builder)
    {
        builder.ToTable("version_download_totals");
        builder.HasKey(total => total.VersionId);
        builder.HasOne<CrateVersion>().WithOne(version => version.DownloadTotal).HasForeignKey<VersionDownloadTotal>(total => total.VersionId);
    }

    public void Configure(EntityTypeBuilder<CrateDownloads> builder)
    {
        builder.ToTable("crate_downloads");
        builder.HasKey(total => total.CrateId);
        builder.HasOne<Crate>().WithOne(crate => crate.Downloads).HasForeignKey<CrateDownloads>(total => total.CrateId);
    }

    public void Configure(EntityTypeBuilder<DownloadBatch> builder)
    {
        builder.ToTable("download_batches");
        builder.Property(batch => batch.Id).ValueGeneratedNever();
        builder.Property(batch => batch.CountedAt).HasDefaultValueSql("clock_timestamp()");
    }
}
