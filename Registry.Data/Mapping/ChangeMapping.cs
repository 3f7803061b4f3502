using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Changes;

namespace Registry.Data.Mapping;

internal sealed class ChangeMapping : IEntityTypeConfiguration<IndexChange>
{
    public void Configure(EntityTypeBuilder<IndexChange> builder)
    {
        builder.ToTable("index_changes");
        builder.Property(change => change.Kind).HasConversion(kind => Text(kind), text => Kind(text));
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
        builder.Property(change => change.Notice).HasConversion<string>();
        builder.HasIndex(change => change.Id, "in_trouble").HasFilter("notice IN ('Late', 'Stopped')").HasDatabaseName("index_changes_in_trouble");
    }

    private static string Text(ChangeKind kind) => kind switch
    {
        ChangeKind.Publish => "publish",
        ChangeKind.Yank => "yank",
        ChangeKind.Unyank => "unyank",
        ChangeKind.Delete => "delete",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static ChangeKind Kind(string text) => text switch
    {
        "publish" => ChangeKind.Publish,
        "yank" => ChangeKind.Yank,
        "unyank" => ChangeKind.Unyank,
        "delete" => ChangeKind.Delete,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, null),
    };

    private static void MapStage(ComplexPropertyBuilder<StageRecord> stage, string prefix)
    {
        stage.Property(record => record.StartedAt).HasColumnName($"{prefix}_started_at");
        stage.Property(record => record.FinishedAt).HasColumnName($"{prefix}_finished_at");
        stage.Property(record => record.Attempts).HasColumnName($"{prefix}_attempts");
    }
}
