using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Registry.Data.Monitoring;

namespace Registry.Data.Mapping;

internal sealed class MonitoringMapping
    : IEntityTypeConfiguration<Incident>, IEntityTypeConfiguration<Page>, IEntityTypeConfiguration<MonitorRun>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.ToTable("incidents");
        builder.Property(incident => incident.PublicId).HasDefaultValueSql("gen_random_uuid()");
        builder.Property(incident => incident.Data).HasColumnType("jsonb");
        builder.HasMany(incident => incident.Pages).WithOne().HasForeignKey(page => page.IncidentId);

        // However many nodes see the same, one of them opens the incident.
        builder.HasIndex(incident => incident.Key).IsUnique().HasFilter("cleared_at IS NULL").HasDatabaseName("incidents_open_key");
        builder.HasIndex(incident => incident.OpenedAt);
    }

    public void Configure(EntityTypeBuilder<Page> builder)
    {
        builder.ToTable("pages");
        builder.Property(page => page.Action).HasConversion(
            action => action == PageAction.Trigger ? "trigger" : "resolve",
            text => text == "trigger" ? PageAction.Trigger : PageAction.Resolve);
        builder.Property(page => page.Attempts).HasDefaultValue(0);
        builder.HasIndex(page => new { page.IncidentId, page.Channel, page.Action }).IsUnique();
        builder.HasIndex(page => page.CreatedAt).HasFilter("delivered_at IS NULL").HasDatabaseName("pages_undelivered");
    }

    public void Configure(EntityTypeBuilder<MonitorRun> builder)
    {
        builder.ToTable("monitor_runs");
        builder.Property(run => run.Results).HasColumnType("jsonb");
        builder.HasIndex(run => new { run.Kind, run.NextDueAt }).IsUnique().HasDatabaseName("monitor_runs_tick");
        builder.HasIndex(run => new { run.Kind, run.StartedAt });
    }
}
