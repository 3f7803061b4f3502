using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Admin.Jobs;
using Registry.App.Admin.Overview;
using Registry.App.Changes;
using Registry.Data;
using Registry.Jobs.Index;
using Registry.Jobs.Monitoring;
using Registry.Jobs.Queue;

namespace Registry.App.Admin;

/// <summary>Reads what operators look at, by the queue's own doors.</summary>
internal sealed class Operations : IOperations, IDisposable
{
    public const int PageSize = 50;
    public const int MaxFailures = 100;

    private const int MaxLists = 64;
    private const int MaxRunning = 20;
    private const int MaxAttempts = 100;
    private const int MaxChanges = 8;
    private const int MaxHistory = 20;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    private readonly IDbContextFactory<RegistryDbContext> _databases;
    private readonly JobInspector _inspector;
    private readonly QueueHolds _holds;
    private readonly FiguresReader _figuresReader;
    private readonly DoneRows _done;
    private readonly IOptions<MonitorOptions> _monitor;
    private readonly IOptions<JobQueueOptions> _queue;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly SharedReading<OperationsSnapshot> _snapshot;
    private readonly SharedReading<OperationsFigures> _figures;
    private readonly SharedReading<IReadOnlyList<ErrorGroup>> _failures;
    private readonly ConcurrentDictionary<string, SharedReading<JobList>> _lists = new(StringComparer.Ordinal);
    private long _news;

    public Operations(
        IDbContextFactory<RegistryDbContext> databases, JobInspector inspector, QueueHolds holds, FiguresReader figures, JobNewsFeed news,
        IOptions<MonitorOptions> monitor, IOptions<JobQueueOptions> queue, TimeProvider time)
    {
        (_databases, _inspector, _holds, _figuresReader, _monitor, _queue, _time) = (databases, inspector, holds, figures, monitor, queue, time);
        _done = new DoneRows(inspector);
        _subscription = news.Subscribe(_ => Interlocked.Increment(ref _news));
        _snapshot = Share(ReadSnapshotAsync, Second, 2 * Second);
        _figures = Share(ReadFiguresAsync, Seldom, Seldom);
        _failures = Share(ReadFailuresAsync, 2 * Second, 5 * Second);
    }

    public Task<OperationsSnapshot> SnapshotAsync() => _snapshot.GetAsync();

    public Task<IReadOnlyList<ErrorGroup>> FailuresAsync() => _failures.GetAsync();

    public Task<JobList> JobsAsync(JobQuery query)
    {
        if (_lists.Count >= MaxLists)
            _lists.TryRemove(_lists.MinBy(list => list.Value.AskedAt));
        return _lists.GetOrAdd(query.ToString(), _ => Share(() => ReadListAsync(query), Second, 2 * Second)).GetAsync();
    }

    /// <summary>Whoever has acted sees what came of it.</summary>
    public void Forget()
    {
        _snapshot.Forget();
        _failures.Forget();
        foreach (var list in _lists.Values)
            list.Forget();
    }

    public async Task<IReadOnlyList<JobRow>> OlderAsync(JobQuery query, long before)
    {
        await using var db = await OpenAsync();
        return await PageAsync(db, query, before);
    }

    public async Task<IReadOnlyList<JobRow>> JobsAsync(IReadOnlyCollection<long> ids)
    {
        await using var db = await OpenAsync();
        return await RowsAsync(db, new JobFilter { Ids = ids }, null, ids.Count);
    }

    public async Task<IReadOnlyDictionary<long, bool>> EndsAsync(IReadOnlyCollection<long> ids)
    {
        await using var db = await OpenAsync();
        var ends = new Dictionary<long, bool>();
        foreach (var id in ids)
        {
            var last = await _inspector.AttemptsOfJobAsync(Connection(db), id, 1, CancellationToken.None);
            ends[id] = last is [{ Succeeded: true }];
        }

        return ends;
    }

    public async Task<JobFilter> FilterAsync(JobQuery query)
    {
        await using var db = await OpenAsync();
        return await FilterAsync(db, query);
    }

    public async Task<(long? Newer, long? Older)> NeighboursAsync(JobQuery query, long id)
    {
        await using var db = await OpenAsync();
        return await _inspector.NeighboursAsync(Connection(db), await FilterAsync(db, query), id, CancellationToken.None);
    }

    public async Task<JobReport?> JobAsync(long id)
    {
        await using var db = await OpenAsync();
        var rows = await RowsAsync(db, new JobFilter { Ids = [id] }, null, 1);
        var attempts = await _inspector.AttemptsOfJobAsync(Connection(db), id, MaxAttempts, CancellationToken.None);
        var actions = await _inspector.ActionsAsync(Connection(db), id, MaxAttempts, CancellationToken.None);
        var row = rows is [var found] ? found : null;
        var action = actions is [var last, ..] ? last : null;
        var kind = row?.Job.Kind ?? (attempts is [var attempt, ..] ? attempt.Kind : action?.Kind);
        if (kind is null)
            return null;
        var key = row?.Job.Key ?? action?.Key ?? (attempts is [var newest, ..] ? newest.Key : null);
        var crateId = IndexJobs.CrateOf(key);
        return new JobReport
        {
            Id = id,
            Row = row,
            Kind = kind,
            Crate = row?.Crate
                ?? await db.Crates.Where(crate => crate.Id == crateId).Select(crate => crate.Name).SingleOrDefaultAsync(),
            Hold = row is { Job.State: not JobState.Running }
                ? (await _holds.OfAsync(Connection(db), [row.Job.Queue], CancellationToken.None)).SingleOrDefault()
                : null,
            Attempts = attempts,
            History = key is null ? [] : await HistoryAsync(db, id, kind, key, attempts.Count),
            Actions = actions,
            Changes = crateId is null ? [] : await ChangesAsync(db, crateId.Value),
            ReadAt = await db.GetServerTimeAsync(CancellationToken.None),
        };
    }

    public void Dispose() => _subscription.Dispose();

    private static NpgsqlConnection Connection(RegistryDbContext db) => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>How other jobs of the same key fared, whatever their kind.</summary>
    private async Task<IReadOnlyList<JobAttempt>> HistoryAsync(RegistryDbContext db, long id, string kind, string key, int own)
    {
        string[] kinds = [.. IndexJobs.All.Select(other => other.Name).Append(kind).Distinct()];
        var attempts = await _inspector.AttemptsOfAsync(
            Connection(db), kinds, key, DateTimeOffset.UnixEpoch, MaxHistory + own, CancellationToken.None);
        return [.. attempts.Where(attempt => attempt.JobId != id).Take(MaxHistory)];
    }

    private static async Task<IReadOnlyList<ChangeOfCrate>> ChangesAsync(RegistryDbContext db, long crateId)
    {
        var changes = await db.Changes.Where(change => change.CrateId == crateId)
            .OrderByDescending(change => change.RequestedAt).Take(MaxChanges)
            .Select(change => new { change.PublicId, change.Kind, change.Version!.Number, change.RequestedAt, change.Verified.FinishedAt })
            .ToListAsync();
        return [.. changes.Select(change => new ChangeOfCrate(
            change.PublicId, change.Kind.ToString().ToLowerInvariant(), change.Number, change.RequestedAt, change.FinishedAt is null))];
    }

    private SharedReading<T> Share<T>(Func<Task<T>> read, TimeSpan atMost, TimeSpan atLeast)
        where T : class => new(read, () => Interlocked.Read(ref _news), _time, atMost, atLeast);

    private async Task<RegistryDbContext> OpenAsync()
    {
        var db = await _databases.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        return db;
    }

    private async Task<OperationsSnapshot> ReadSnapshotAsync()
    {
        var (failures, figures) = (await FailuresAsync(), await _figures.GetAsync());
        await using var db = await OpenAsync();
        var queues = await _inspector.QueuesAsync(Connection(db), CancellationToken.None);
        return new OperationsSnapshot
        {
            Counts = await _inspector.CountsAsync(Connection(db), CancellationToken.None),
            Queues = queues,
            Late = queues.Any(queue => queue.Name == IndexJobs.UpdateSparseIndex.Queue && queue is { PausedAt: null, Workers: > 0 })
                ? await _inspector.CountAsync(Connection(db), await FilterAsync(db, JobQuery.Late), CancellationToken.None)
                : 0,
            Workers = await _inspector.WorkersAsync(Connection(db), CancellationToken.None),
            Running = await RowsAsync(db, new JobFilter { State = JobState.Running }, null, MaxRunning),
            Incidents = await db.Incidents.AsNoTracking().Where(incident => incident.ClearedAt == null)
                .OrderBy(incident => incident.OpenedAt).ToListAsync(),
            Failures = failures,
            Figures = figures,
            PagingLimit = _monitor.Value.MaxJobTime,
            ReadAt = await db.GetServerTimeAsync(CancellationToken.None),
        };
    }

    private async Task<OperationsFigures> ReadFiguresAsync()
    {
        await using var db = await OpenAsync();
        return await _figuresReader.ReadAsync(await db.GetServerTimeAsync(CancellationToken.None));
    }

    private async Task<IReadOnlyList<ErrorGroup>> ReadFailuresAsync()
    {
        await using var db = await OpenAsync();
        return await _inspector.ErrorGroupsAsync(Connection(db), new JobFilter(), MaxFailures, CancellationToken.None);
    }

    private async Task<JobList> ReadListAsync(JobQuery query)
    {
        await using var db = await OpenAsync();
        return new JobList(
            await PageAsync(db, query, null),
            query.IsDone ? null : await _inspector.CountAsync(Connection(db), await FilterAsync(db, query), CancellationToken.None),
            await db.GetServerTimeAsync(CancellationToken.None),
            _queue.Value.KeepAttempts);
    }

    private async Task<IReadOnlyList<JobRow>> PageAsync(RegistryDbContext db, JobQuery query, long? before)
    {
        if (!query.IsDone)
            return await RowsAsync(db, await FilterAsync(db, query), before, PageSize);
        var key = query["crate"] is { } name ? await KeyOfAsync(db, name) : null;
        return query.Fault is not null || (query["crate"] is not null && key is null) ? [] : await _done.ReadAsync(db, query, key, before, PageSize);
    }

    private static async Task<JobFilter> FilterAsync(RegistryDbContext db, JobQuery query)
    {
        // Words that make no sense match nothing; least of all do they match everything.
        if (query.Fault is not null)
            return new JobFilter { Ids = [] };
        var filter = query.Filter(await db.GetServerTimeAsync(CancellationToken.None));
        if (query["crate"] is not { } name)
            return filter;
        return await KeyOfAsync(db, name) is { } key ? filter with { Key = key } : new JobFilter { Ids = [] };
    }

    /// <returns>Null when there is no such crate.</returns>
    private static async Task<string?> KeyOfAsync(RegistryDbContext db, string name)
    {
        var canonical = Registry.Data.Crates.CrateName.Canonicalize(name);
        var crate = await db.Crates.Where(crate => crate.CanonicalName == canonical).Select(crate => (long?)crate.Id).SingleOrDefaultAsync();
        return crate is { } id ? IndexJobs.KeyOf(id) : null;
    }

    private async Task<IReadOnlyList<JobRow>> RowsAsync(RegistryDbContext db, JobFilter filter, long? before, int limit)
    {
        var jobs = await _inspector.PageAsync(Connection(db), filter, before, limit, CancellationToken.None);
        var ids = jobs.Select(job => IndexJobs.CrateOf(job.Key)).OfType<long>().Distinct().ToArray();
        var names = await db.Crates.Where(crate => ids.Contains(crate.Id)).ToDictionaryAsync(crate => crate.Id, crate => crate.Name);
        return [.. jobs.Select(job => new JobRow(job, IndexJobs.CrateOf(job.Key) is { } id ? names.GetValueOrDefault(id) : null))];
    }
}
