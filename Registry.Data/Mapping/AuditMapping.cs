using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Audit;

namespace Registry.Data.Mapping;

/// <summary>Without foreign keys: what is told of outlives what it is told about.</summary>
internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_log");
        builder.Property(entry => entry.Source).HasConversion(
            source => source == AuditSource.Http ? "http" : "cli", text => text == "http" ? AuditSource.Http : AuditSource.Cli);
        builder.Property(entry => entry.Details).HasJsonConversion();
        builder.HasIndex(entry => new { entry.At, entry.Id });
    }
}
