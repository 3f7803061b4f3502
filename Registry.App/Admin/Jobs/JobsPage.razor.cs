using Microsoft.AspNetCore.Components;
using Registry.App.Errors;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>
/// Unfinished jobs. What is being read does not move: rows change in place and stay after their jobs have gone, and new jobs wait behind a
/// button.
/// </summary>
public sealed partial class JobsPage
{
    private readonly HashSet<long> _selected = [];
    private JobQuery _query = JobQuery.Everything;
    private OperationsSnapshot? _snapshot;
    private JobList? _list;
    private List<ShownJob> _rows = [];
    private JobPlan? _plan;
    private string? _said;
    private bool _failed;
    private bool _all;
    private bool _reachedEnd;
    private long? _lastToggled;

    /// <summary>The filter.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>More of it, from a form that is sent without scripts.</summary>
    [SupplyParameterFromQuery]
    public string? Add { get; set; }

    private string Title => _query["state"] is { } state && JobWord.Named(state) is { } word ? $"{word.Word} jobs" : "Jobs";

    /// <summary>Its reader has begun something that would be lost with the circuit.</summary>
    private bool IsInUse => Held || _all || _selected.Count > 0 || _rows.Count > Admin.Operations.PageSize;

    private bool CanAct => MayAct && IsConnected && (_all || _selected.Count > 0);

    private DateTimeOffset Now => _list!.ReadAt > _snapshot!.ReadAt ? _list.ReadAt : _snapshot.ReadAt;

    private int Newer => _rows.Count == 0 ? 0 : _query.IsDone
        ? _list!.Rows.TakeWhile(row => row.Job.Id != _rows[0].Row.Job.Id).Count()
        : _list!.Rows.Count(row => row.Job.Id > _rows[0].Row.Job.Id);

    private bool HasOlder => !_reachedEnd && (_list!.Total is { } total ? _rows.Count < total : _rows.Count >= Admin.Operations.PageSize);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var query = JobQuery.Parse(Q).And(Add);
        if (_list is not null && query.ToString() == _query.ToString())
            return;
        _query = query;
        _selected.Clear();
        (_plan, _said, _all, _rows) = (null, null, false, []);
        await ReadFirstAsync();
    }

    /// <inheritdoc />
    protected override async Task ReadAsync()
    {
        var query = _query;
        var snapshot = await Operations.SnapshotAsync();
        var list = await Operations.JobsAsync(query);
        if (query != _query)
            return;
        (_snapshot, _list) = (snapshot, list);
        if (_rows.Count == 0)
            ShowNewest();
        else
            await UpdateRowsAsync();
    }

    private async Task UpdateRowsAsync()
    {
        var seen = _list!.Rows.ToDictionary(row => row.Job.Id);
        var others = _rows.Where(shown => shown.Done is null && !seen.ContainsKey(shown.Row.Job.Id)).Select(shown => shown.Row.Job.Id).ToList();
        if (others.Count > 0)
        {
            foreach (var row in await Operations.JobsAsync(others))
                seen[row.Job.Id] = row;
        }

        var gone = others.Where(id => !seen.ContainsKey(id)).ToList();
        var ends = gone.Count > 0 ? await Operations.EndsAsync(gone) : new Dictionary<long, bool>();
        _selected.ExceptWith(gone);
        _rows = [.. _rows.Select(shown =>
            seen.TryGetValue(shown.Row.Job.Id, out var row) ? ShownJob.Of(row)
            : ends.TryGetValue(shown.Row.Job.Id, out var done) ? shown with { Done = done }
            : shown)];
    }

    private void ShowNewest() => (_rows, _reachedEnd) = ([.. _list!.Rows.Select(ShownJob.Of)], false);

    private async Task ShowNewestAsync()
    {
        _list = await Operations.JobsAsync(_query);
        ShowNewest();
        _selected.IntersectWith(_rows.Select(shown => shown.Row.Job.Id));
    }

    private async Task ShowOlderAsync()
    {
        var older = await Operations.OlderAsync(_query, _rows[^1].Row.Job.Id);
        _reachedEnd = older.Count == 0;
        _rows.AddRange(older.Select(ShownJob.Of));
    }

    private void Toggle((long Id, bool Range) toggled)
    {
        var select = !_selected.Contains(toggled.Id);
        var (from, to) = (Place(toggled.Range && _lastToggled is { } last ? last : toggled.Id), Place(toggled.Id));
        foreach (var shown in _rows.Skip(Math.Min(from, to)).Take(Math.Abs(from - to) + 1).Where(shown => shown.Done is null))
        {
            if (select)
                _selected.Add(shown.Row.Job.Id);
            else
                _selected.Remove(shown.Row.Job.Id);
        }

        (_lastToggled, _all) = (toggled.Id, false);
    }

    private int Place(long id) => Math.Max(0, _rows.FindIndex(shown => shown.Row.Job.Id == id));

    private void ToggleAll()
    {
        var shown = _rows.Where(row => row.Done is null).Select(row => row.Row.Job.Id).ToList();
        if (shown.All(_selected.Contains))
            _selected.Clear();
        else
            _selected.UnionWith(shown);
        _all = false;
    }

    private async Task PlanAsync(JobAct act)
    {
        _said = null;
        var filter = _all ? await Operations.FilterAsync(_query) : new JobFilter { Ids = [.. _selected] };
        var which = _all ? "all that match" : $"the {_selected.Count} selected";
        _plan = await Actions.PreviewAsync(act, filter, which);
    }

    private async Task ConfirmAsync(JobPlanChoice choice)
    {
        var plan = _plan!;
        try
        {
            _said = plan.Act switch
            {
                JobAct.Retry => Said(plan, await Actions.RetryAsync(Who, plan.Filter), "tried now"),
                JobAct.Postpone => Said(plan, await Actions.PostponeAsync(Who, plan.Filter, choice.Delay), "put off"),
                JobAct.Stop => Said(plan, await Actions.StopAsync(Who, plan.Filter, choice.Reason), "stopped"),
                _ => Said(plan, await Actions.DiscardAsync(Who, plan.Filter, choice.Reason), "discarded"),
            };
            (_failed, _all) = (false, false);
            _selected.Clear();
        }
        catch (RefusedException refused)
        {
            (_said, _failed) = ($"That was refused: {refused.Message}.", true);
        }

        _plan = null;
        await ReadAsync();
    }

    private static string Said(JobPlan plan, int count, string done)
    {
        var said = $"{Numbers.Jobs(count)} {(count == 1 ? "is" : "are")} {done}.";
        return count < plan.Count ? $"{said} {Numbers.Words(plan.Count - count)} had moved on meanwhile and {(plan.Count - count == 1 ? "is" : "are")} left alone." : said;
    }
}
