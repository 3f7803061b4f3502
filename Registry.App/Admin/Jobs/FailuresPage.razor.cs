using Registry.App.Errors;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>
/// Reasons for which jobs fail, the most frequent first when the page is opened. From then on they stay in their places, and new ones wait
/// behind a button.
/// </summary>
public sealed partial class FailuresPage
{
    private OperationsSnapshot? _snapshot;
    private List<ShownFailure> _shown = [];
    private int _newer;
    private JobPlan? _plan;
    private string? _said;
    private bool _failed;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        await ReadFirstAsync();
    }

    /// <inheritdoc />
    protected override async Task ReadAsync()
    {
        var (groups, snapshot) = (await Operations.FailuresAsync(), await Operations.SnapshotAsync());
        _snapshot = snapshot;
        if (_shown.Count == 0)
            Show(groups);
        else
            Update(groups);
    }

    private void Show(IReadOnlyList<ErrorGroup> groups) => (_shown, _newer) = ([.. groups.Select(group => new ShownFailure(group))], 0);

    private void Update(IReadOnlyList<ErrorGroup> groups)
    {
        var found = groups.ToDictionary(group => group.Error);

        // Of very many only the most frequent are told, and the others may be there all the same.
        var isAll = groups.Count < Admin.Operations.MaxFailures;
        _shown = [.. _shown.Select(shown =>
            found.Remove(shown.Group.Error, out var group) ? new ShownFailure(group) : isAll ? shown with { Gone = true } : shown)];
        _newer = found.Count;
    }

    private async Task ShowNewestAsync() => Show(await Operations.FailuresAsync());

    private async Task PlanAsync(ErrorGroup group)
    {
        var filter = new JobFilter { FoldedError = group.Error };
        (_said, _plan) = (null, await Actions.PreviewAsync(JobAct.Retry, filter, "these"));
    }

    private async Task ConfirmAsync(JobPlanChoice choice)
    {
        try
        {
            var count = await Actions.RetryAsync(Who, _plan!.Filter);
            (_said, _failed) = ($"{Numbers.Jobs(count)} {(count == 1 ? "is" : "are")} tried now.", false);
        }
        catch (RefusedException refused)
        {
            (_said, _failed) = ($"That was refused: {refused.Message}.", true);
        }

        _plan = null;
        await ReadAsync();
    }
}
