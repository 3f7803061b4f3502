using Microsoft.AspNetCore.Components;
using Registry.App.Errors;
using Registry.App.Ui;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>All about one job, also after it is done.</summary>
public sealed partial class JobPage
{
    private JobReport? _report;
    private bool _read;
    private JobPlan? _plan;
    private string? _said;
    private bool _failed;
    private JobQuery _query = JobQuery.Everything;
    private bool _placed;
    private long? _newer;
    private long? _older;

    /// <summary>The job's row.</summary>
    [Parameter]
    public long Id { get; set; }

    /// <summary>The filter of the list it was opened from.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private (Tone Tone, string Word) State => _report switch
    {
        { Row: { } row } => (JobWord.Of(row.Job).Tone, JobWord.Of(row.Job).Word),
        { IsDone: true } => (Tone.Live, "Done"),
        _ => (Tone.Stopped, "Discarded"),
    };

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // Parameters are set anew too when it turns out that the reader's rights are still the same; what was begun stays then.
        var query = JobQuery.Parse(Q);
        if (_read && _report?.Id == Id && query.ToString() == _query.ToString())
            return;
        if (_report?.Id != Id)
            (_report, _read, _plan, _said) = (null, false, null, null);
        (_query, _placed, _newer, _older) = (query, false, null, null);
        await ReadFirstAsync();
        if (_report is null)
            Http?.AnswerNotFound();
    }

    /// <inheritdoc />
    protected override async Task ReadAsync()
    {
        var (id, query, isFirst) = (Id, _query, !_placed);
        var report = await Operations.JobAsync(id);

        // The list goes on meanwhile; who reads one job after another keeps to the order in which they began.
        var neighbours = isFirst && report is not null ? await Operations.NeighboursAsync(query, id) : (_newer, _older);
        if (id == Id && query == _query)
            (_report, _read, _placed, (_newer, _older)) = (report, true, true, neighbours);
    }

    private static string Sentence(JobReport report) => report switch
    {
        { IsDone: true } => "It is done; nothing is left to do.",
        { Row: null } => "It was discarded, and is not tried.",
        { Row.Job: { State: JobState.Running } } => "A worker runs it at this moment.",
        { Row.Job: { State: JobState.Dead } } => "It is not tried again by itself. Retry it once what stopped it is mended, or discard it.",
        { Row.Job: { State: JobState.Blocked } } => "It waits until an earlier job of its order is done.",
        { Row.Job: { State: JobState.Scheduled, Attempts: 0 } } => "It waits for its time.",
        { Row.Job: { State: JobState.Scheduled }, Hold: { } hold } => $"It has failed, and is not tried again {hold.Until}.",
        { Row.Job: { State: JobState.Scheduled } } => "It has failed, and is tried again by itself, ever more seldom.",
        { Hold: { } hold } => $"It waits {hold.Until}.",
        _ => "It waits for a worker.",
    };

    private static string Past(string action) => action switch
    {
        "retry" => "had it tried at once",
        "postpone" => "put it off",
        "stop" => "stopped it",
        "discard" => "discarded it",
        "restore" => "put it back",
        _ => action,
    };

    private async Task PlanAsync(JobAct act)
    {
        var filter = new JobFilter { Ids = [Id] };
        (_said, _plan) = (null, await Actions.PreviewAsync(act, filter, "this"));
    }

    private async Task ConfirmAsync(JobPlanChoice choice)
    {
        var plan = _plan!;
        try
        {
            var count = plan.Act switch
            {
                JobAct.Retry => await Actions.RetryAsync(Who, plan.Filter),
                JobAct.Postpone => await Actions.PostponeAsync(Who, plan.Filter, choice.Delay),
                JobAct.Stop => await Actions.StopAsync(Who, plan.Filter, choice.Reason),
                _ => await Actions.DiscardAsync(Who, plan.Filter, choice.Reason),
            };
            (_said, _failed) = (count == 0 ? "It has moved on meanwhile; nothing was changed." : plan.Act switch
            {
                JobAct.Retry => "It is tried now.",
                JobAct.Postpone => "It is put off.",
                JobAct.Stop => "It is stopped.",
                _ => "It is discarded.",
            }, false);
        }
        catch (RefusedException refused)
        {
            (_said, _failed) = ($"That was refused: {refused.Message}.", true);
        }

        _plan = null;
        await ReadAsync();
    }
}
