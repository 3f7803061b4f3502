using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.App.Admin.Jobs;
using Registry.App.Changes;
using Registry.Data;
using Registry.Jobs.Index;
using Registry.Jobs.Monitoring.Running;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Index;

/// <summary>How the index stands, for those who look.</summary>
internal interface IIndexReader
{
    Task<IndexState> ReadAsync();
}

/// <summary>Reads it once for all who look.</summary>
internal sealed class IndexReader : IIndexReader
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    private readonly IDbContextFactory<RegistryDbContext> _databases;
    private readonly JobInspector _inspector;
    private readonly QueueHolds _holds;
    private readonly GitHead _git;
    private readonly SharedReading<IndexState> _state;
    private readonly SharedReading<IndexState> _heads;

    public IndexReader(IDbContextFactory<RegistryDbContext> databases, JobInspector inspector, QueueHolds holds, GitHead git, TimeProvider time)
    {
        (_databases, _inspector, _holds, _git) = (databases, inspector, holds, git);
        _state = new SharedReading<IndexState>(ReadStateAsync, () => 0, time, Often, Often);
        _heads = new SharedReading<IndexState>(ReadHeadsAsync, () => 0, time, Seldom, Seldom);
    }

    public Task<IndexState> ReadAsync() => _state.GetAsync();

    /// <summary>The job and the kind of run of each task.</summary>
    public static (JobKind Job, string Run) Of(UpkeepTask task) => task switch
    {
        UpkeepTask.Verify => (IndexJobs.VerifyIndex, RunKind.Verify),
        UpkeepTask.Repair => (IndexJobs.RepairIndex, RunKind.Repair),
        UpkeepTask.Gc => (IndexJobs.PackGitIndex, RunKind.Pack),
        _ => (IndexJobs.SquashGitIndex, RunKind.Squash),
    };

    private async Task<IndexState> ReadStateAsync()
    {
        var heads = await _heads.GetAsync();
        await using var db = await _databases.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        var tasks = new List<UpkeepState>();
        foreach (var task in Enum.GetValues<UpkeepTask>())
            tasks.Add(await ReadAsync(db, task));
        return heads with { ReadAt = await db.GetServerTimeAsync(CancellationToken.None), Upkeep = tasks };
    }

    private async Task<UpkeepState> ReadAsync(RegistryDbContext db, UpkeepTask task)
    {
        var (kind, runs) = Of(task);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var jobs = await _inspector.PageAsync(connection, new JobFilter { Kind = kind.Name }, null, 1, CancellationToken.None);
        var run = await db.MonitorRuns.AsNoTracking().Where(run => run.Kind == runs).OrderByDescending(run => run.StartedAt).FirstOrDefaultAsync();
        return new UpkeepState(task)
        {
            Job = jobs is [var job] ? new UpkeepJob(job.Id, JobWord.Of(job).Word, job.LastError, await HoldAsync(connection, job)) : null,
            Run = run is null ? null : UpkeepSentences.Read(run),
        };
    }

    private async Task<QueueHold?> HoldAsync(NpgsqlConnection connection, JobDetails job) => job.State == JobState.Running
        ? null
        : (await _holds.OfAsync(connection, [job.Queue], CancellationToken.None)).SingleOrDefault();

    private async Task<IndexState> ReadHeadsAsync()
    {
        await using var db = await _databases.CreateDbContextAsync();
        return new IndexState
        {
            ReadAt = await db.GetServerTimeAsync(CancellationToken.None),
            SparseCrates = await db.SparseFiles.LongCountAsync(file => file.Content.Length > 0),
            SparseChangedAt = await db.SparseFiles.MaxAsync(file => (DateTimeOffset?)file.UpdatedAt),
            Git = await _git.ReadAsync(db),
            Upkeep = [],
        };
    }
}
