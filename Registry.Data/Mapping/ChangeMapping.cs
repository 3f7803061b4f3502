using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Changes;

namespace Registry.Data.Mapping;

internal sealed class ChangeMapping : IEntityTypeConfiguration<IndexChange>
{
    public void Configure(EntityTypeBuilder<IndexChange> builder)
    {
        builder.ToTable("index_changes");
        builder.Property(change => change.Kind).HasConversion(
            kind => kind == ChangeKind.Publish ? "publish" : kind == ChangeKind.Yank ? "yank" : "unyank",
            text => text == "publish" ? ChangeKind.Publish : text == "yank" ? ChangeKind.Yank : ChangeKind.Unyank);
        builder.HasIndex(change => change.PublicId).IsUnique();
        builder.HasIndex(change => new { change.VersionId, change.Sequence }).IsUnique();
        builder.HasOne(change => change.Crate).WithMany().HasForeignKey(change => change.CrateId);
        builder.HasOne(change => change.Version).WithMany().HasForeignKey(change => change.VersionId);
        builder.HasOne(change => change.RequestedBy).WithMany().HasForeignKey(change => change.RequestedById);
        builder.HasOne(change => change.Token).WithMany().HasForeignKey(change => change.TokenId);
        builder.HasOne<IndexChange>().WithMany().HasForeignKey(change => change.SupersededById);
        MapStage(builder.ComplexProperty(change => change.Sparse), "sparse");
        MapStage(builder.ComplexProperty(change => change.Git), "git");
        MapStage(builder.ComplexProperty(change => change.Verified), "verified");
        builder.HasIndex(change => change.CrateId, "unfinished").HasFilter("verified_finished_at IS NULL")
            .HasDatabaseName("index_changes_unfinished");
        builder.HasIndex(change => change.RequestedAt);
    }

    private static void MapStage(ComplexPropertyBuilder<StageRecord> stage, string prefix)
    {
        stage.Property(record => record.StartedAt).HasColumnName($"{prefix}_started_at");
        stage.Property(record => record.FinishedAt).HasColumnName($"{prefix}_finished_at");
        stage.Property(record => record.Attempts).HasColumnName($"{prefix}_attempts");
    }
}
