using System.Security.Claims;
using Registry.App.Admin;
using Registry.App.Admin.Jobs;
using Registry.App.Errors;
using Registry.Jobs.Queue;

namespace Registry.App.Tests.Admin;

/// <summary>What operators look at and do, as the test says.</summary>
internal sealed class FakeOperations : IOperations, IJobActions
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 42, 7, TimeSpan.Zero);

    public OperationsSnapshot Snapshot { get; set; } = new()
    {
        ReadAt = Now,
        Counts = [],
        Queues = [],
        Workers = [],
        Running = [],
        Incidents = [],
        Failures = [],
        PagingLimit = TimeSpan.FromMinutes(15),
        Figures = new()
        {
            DoneHour = new long[12],
            FailedHour = new long[12],
            DoneDay = new long[24],
            FailedDay = new long[24],
            MedianByHour = new double[24],
        },
    };

    public List<JobRow> Rows { get; } = [];

    public Dictionary<long, bool> Ends { get; } = [];

    public JobReport? Report { get; set; }

    public Exception? Fault { get; set; }

    /// <summary>What every action is answered with.</summary>
    public RefusedException? Refusal { get; set; }

    /// <summary>Nothing is read before this is over.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    public List<string> Done { get; } = [];

    /// <summary>More jobs, which are shown only when they are asked for.</summary>
    public List<JobRow> Older { get; } = [];

    public (long? Newer, long? Older) Neighbours { get; set; }

    public static JobRow Row(long id, JobState state, int attempts = 0, string? error = null, string crate = "tide-tables") => new(
        new JobDetails
        {
            Id = id,
            Kind = "update_git_index",
            Queue = "git",
            Key = "crate:1",
            Arguments = "{\"crateId\":1}",
            Priority = 0,
            State = state,
            Attempts = attempts,
            Losses = 0,
            RunAt = Now.AddSeconds(48),
            CreatedAt = Now.AddMinutes(-11),
            LastError = error,
            Worker = state == JobState.Running ? "harbour-1/git" : null,
            RunningSince = state == JobState.Running ? Now.AddSeconds(-3) : null,
        },
        crate);

    public static JobRow DoneRow(long id, int minutes, string crate = "tide-tables") => JobRow.Of(
        new DoneJob(id, "update_git_index", "git", "crate:1", 2, Now.AddMinutes(-minutes), Now.AddMinutes(-minutes), "harbour-1/git"), crate);

    public static QueueDetails Queue(string name) =>
        new() { Name = name, Ready = 0, Running = 0, Scheduled = 0, Blocked = 0, Dead = 0, Workers = 0 };

    public static QueueDetails Paused(string name) =>
        Queue(name) with { PausedAt = Now.AddMinutes(-5), PausedBy = "grace", PauseReason = "the host moves" };

    public static ErrorGroup Group(long count, long dead = 0) => new()
    {
        Error = "push # rejected",
        Count = count,
        Dead = dead,
        Kinds = ["update_git_index"],
        FirstAt = Now.AddMinutes(-11),
        LastAt = Now.AddMinutes(-2),
        MaxAttempts = 3,
        Sample = "push 1 rejected",
        SampleId = 1,
    };

    public async Task<OperationsSnapshot> SnapshotAsync()
    {
        await Ready;
        return Fault is { } fault ? throw fault : Snapshot;
    }

    public Task<JobList> JobsAsync(JobQuery query) =>
        Task.FromResult(query.IsDone
            ? new JobList([.. Rows.Where(row => row.Done is not null)], null, Now, TimeSpan.FromDays(30))
            : new JobList(query.Fault is null ? [.. Rows.OrderByDescending(row => row.Job.Id)] : [], Rows.Count, Now));

    public Task<IReadOnlyList<JobRow>> OlderAsync(JobQuery query, long before) => Task.FromResult<IReadOnlyList<JobRow>>(
        [.. Older.Where(row => row.Job.Id < before).OrderByDescending(row => row.Job.Id).Take(1)]);

    public Task<(long? Newer, long? Older)> NeighboursAsync(JobQuery query, long id) => Task.FromResult(Neighbours);

    public Task<IReadOnlyList<JobRow>> JobsAsync(IReadOnlyCollection<long> ids) =>
        Task.FromResult<IReadOnlyList<JobRow>>([.. Rows.Concat(Older).Where(row => ids.Contains(row.Job.Id))]);

    public Task<IReadOnlyDictionary<long, bool>> EndsAsync(IReadOnlyCollection<long> ids) =>
        Task.FromResult<IReadOnlyDictionary<long, bool>>(ids.ToDictionary(id => id, id => Ends.GetValueOrDefault(id)));

    public async Task<IReadOnlyList<ErrorGroup>> FailuresAsync() => (await SnapshotAsync()).Failures;

    public Task<JobReport?> JobAsync(long id) => Fault is { } fault ? Task.FromException<JobReport?>(fault) : Task.FromResult(Report);

    public Task<JobFilter> FilterAsync(JobQuery query) => Task.FromResult(query.Filter(Now));

    public Task<JobPlan> PreviewAsync(JobAct act, JobFilter filter, string which) => Fault is { } fault
        ? Task.FromException<JobPlan>(fault)
        : Task.FromResult(JobPlan.Of(act, filter, which,
        [
            .. Rows.Where(row => filter.Ids?.Contains(row.Job.Id) != false).GroupBy(row => (row.Job.Kind, row.Job.State)).Select(group => new MatchingJobs(
                new JobCount("git", group.Key.Kind, group.Key.State, group.Count(), Now, 0), [.. group.Select(row => row.Job.Id)])),
        ]));

    public Task<int> RetryAsync(ClaimsPrincipal who, JobFilter filter) => DidAsync($"{who.Identity!.Name} retry {Ids(filter)}", filter);

    public Task<int> PostponeAsync(ClaimsPrincipal who, JobFilter filter, TimeSpan delay) =>
        DidAsync($"{who.Identity!.Name} postpone {Ids(filter)} {delay}", filter);

    public Task<int> StopAsync(ClaimsPrincipal who, JobFilter filter, string reason) =>
        DidAsync($"{who.Identity!.Name} stop {Ids(filter)} {reason}", filter);

    public Task<int> DiscardAsync(ClaimsPrincipal who, JobFilter filter, string reason) =>
        DidAsync($"{who.Identity!.Name} discard {Ids(filter)} {reason}", filter);

    public Task<int> RestoreAsync(ClaimsPrincipal who, IReadOnlyCollection<long> ids, string? reason) =>
        DidAsync($"{who.Identity!.Name} restore {string.Join(',', ids)}");

    public async Task<bool> PauseAsync(ClaimsPrincipal who, string queue, string reason) =>
        await DidAsync($"{who.Identity!.Name} pause {queue} {reason}") > 0;

    public async Task<bool> ResumeAsync(ClaimsPrincipal who, string queue) => await DidAsync($"{who.Identity!.Name} resume {queue}") > 0;

    private static string Ids(JobFilter filter) => string.Join(',', filter.Ids!.Order());

    /// <summary>It is done to those that are still there.</summary>
    private Task<int> DidAsync(string what, JobFilter? filter = null)
    {
        if (Refusal is { } refused)
            return Task.FromException<int>(refused);
        Done.Add(what);
        return Task.FromResult(filter is null ? 1 : Rows.Count(row => filter.Ids!.Contains(row.Job.Id)));
    }
}
