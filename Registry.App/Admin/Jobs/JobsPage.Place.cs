using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Registry.App.Memory;

namespace Registry.App.Admin.Jobs;

/// <summary>
/// Where its reader is in the list is kept by the tab, filter by filter: it is the same after a look at a job, a step back, and a restart of
/// the server. The tab knows what is a return; who comes anew begins at the top with nothing selected.
/// </summary>
public sealed partial class JobsPage
{
    private const int MostRows = 1000;

    private string? _asksFor;
    private string? _placedFor;
    private string? _kept;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var query = _query.ToString();
        if (_rows.Count == 0)
            return;
        try
        {
            if (_asksFor != query)
                await ReturnAsync(_asksFor = query);
            else if (_placedFor == query && PlaceNow() is var place && place != _kept)
                await Script.InvokeVoidAsync("registryPlace.keep", query, _kept = place);
        }
        catch (JSDisconnectedException)
        {
            // Nobody is there any more.
        }
    }

    private async Task ReturnAsync(string query)
    {
        var kept = await Script.InvokeAsync<string?>("registryPlace.recall", query);
        if (query != _query.ToString())
            return;
        try
        {
            if (Parse(kept) is { } place)
                await RestoreAsync(place);
        }
        catch (Exception exception) when (DatabaseFault.Is(exception))
        {
            // The list stands as it is, and says that it cannot be read.
        }

        (_placedFor, _kept) = (query, null);
        StateHasChanged();
    }

    private async Task RestoreAsync(JobPlace place)
    {
        while (_rows.Count < MostRows && !_reachedEnd && _rows[^1].Row.Job.Id > place.Oldest)
            await ShowOlderAsync();
        _selected.UnionWith(place.Selected.Intersect(_rows.Where(shown => shown.Done is null).Select(shown => shown.Row.Job.Id)));
        Held = place.Held;
    }

    private string PlaceNow() => JsonSerializer.Serialize(new JobPlace(_rows[^1].Row.Job.Id, [.. _selected.Order()], Held));

    private static JobPlace? Parse(string? kept)
    {
        try
        {
            return kept is null ? null : JsonSerializer.Deserialize<JobPlace>(kept);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="Oldest">The last job that was shown.</param>
    /// <param name="Selected">Those that were selected.</param>
    /// <param name="Held">Nothing moved.</param>
    private sealed record JobPlace(long Oldest, long[] Selected, bool Held);
}
