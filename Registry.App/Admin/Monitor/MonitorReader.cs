using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.Data;
using Registry.Data.Monitoring;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Monitoring.Checks;
using Registry.Jobs.Monitoring.Paging;
using Registry.Jobs.Monitoring.Running;
using Registry.Jobs.Scheduling;

namespace Registry.App.Admin.Monitor;

/// <summary>How the monitor stands, for those who look.</summary>
internal interface IMonitorReader
{
    Task<MonitorSnapshot> ReadAsync();
}

/// <summary>Reads it once for all who look: what changes by the second every few, what changes by the hour seldom.</summary>
internal sealed class MonitorReader : IMonitorReader
{
    private const int MaxPast = 30;

    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(30);

    private readonly IDbContextFactory<RegistryDbContext> _databases;
    private readonly ICheck[] _checks;
    private readonly CheckMeasures _measures;
    private readonly CheckRecord _record;
    private readonly MonitorHealth _health;
    private readonly IOptions<MonitorOptions> _options;
    private readonly string[] _channels;
    private readonly SharedReading<MonitorSnapshot> _snapshot;
    private readonly SharedReading<IReadOnlyDictionary<string, CheckState[]>> _hours;

    public MonitorReader(
        IDbContextFactory<RegistryDbContext> databases, IEnumerable<ICheck> checks, CheckMeasures measures, CheckRecord record, MonitorHealth health,
        IEnumerable<IPagingChannel> channels, IOptions<MonitorOptions> options, TimeProvider time)
    {
        (_databases, _checks, _measures, _record, _health, _options) = (databases, [.. checks], measures, record, health, options);
        _channels = [.. channels.Where(channel => channel.IsConfigured).Select(channel => channel.Name)];
        _snapshot = new SharedReading<MonitorSnapshot>(ReadSnapshotAsync, () => 0, time, Often, Often);
        _hours = new SharedReading<IReadOnlyDictionary<string, CheckState[]>>(ReadHoursAsync, () => 0, time, Seldom, Seldom);
    }

    public Task<MonitorSnapshot> ReadAsync() => _snapshot.GetAsync();

    private static Task<MonitorRun?> LastAsync(RegistryDbContext db, string kind) => db.MonitorRuns.AsNoTracking()
        .Where(run => run.Kind == kind && run.FinishedAt != null).OrderByDescending(run => run.StartedAt).FirstOrDefaultAsync();

    private static MonitorTurn? Turn(MonitorRun? run) => run is null ? null : new(run.StartedAt, run.Node, run.Outcome, run.Error);

    private async Task<MonitorSnapshot> ReadSnapshotAsync()
    {
        await using var db = await _databases.CreateDbContextAsync();
        var now = await db.GetServerTimeAsync(CancellationToken.None);
        var last = await LastAsync(db, RunKind.Checks);
        var incidents = db.Incidents.AsNoTracking().Include(incident => incident.Pages);
        var health = await _health.ReadAsync(CancellationToken.None);
        return new MonitorSnapshot
        {
            ReadAt = now,
            Last = Turn(last),
            NextAt = health.NextRunAt,
            Problem = health.Problem,
            Comparison = Turn(await LastAsync(db, RunKind.Comparison)),
            NextComparisonAt = CronClock.NextAfter(_options.Value.ComparisonSchedule, now),
            Checks = Cards(
                CheckRecord.Read(last?.Results), await _measures.ReadAsync(CancellationToken.None), await _hours.GetAsync()),
            Open = await incidents.Where(incident => incident.ClearedAt == null).OrderBy(incident => incident.OpenedAt).ToListAsync(),
            Past = await incidents.Where(incident => incident.ClearedAt != null).OrderByDescending(incident => incident.ClearedAt)
                .Take(MaxPast).ToListAsync(),
            Channels = _channels,
        };
    }

    /// <summary>The checks that this version makes, and those of the last run that another version made.</summary>
    private CheckCard[] Cards(
        IReadOnlyList<CheckCard> made, IReadOnlyDictionary<string, CheckMeasure> measures, IReadOnlyDictionary<string, CheckState[]> hours)
    {
        var cards = _checks.Select(check => (made.FirstOrDefault(card => card.Key == check.Key) ?? new(check.Key, check.Limit, CheckState.NotMade))
            with
        { Limit = check.Limit });
        return [.. cards.Concat(made.Where(card => _checks.All(check => check.Key != card.Key))).Select(card => card with
        {
            Gauge = measures.GetValueOrDefault(card.Key) is { } measure ? new Gauge(measure.Share, measure.Now, measure.Limit) : null,
            Hours = hours.GetValueOrDefault(card.Key) ?? [.. new CheckState[CheckRecord.Hours]],
        })];
    }

    private async Task<IReadOnlyDictionary<string, CheckState[]>> ReadHoursAsync()
    {
        await using var db = await _databases.CreateDbContextAsync();
        return await _record.HoursAsync(await db.GetServerTimeAsync(CancellationToken.None));
    }
}
