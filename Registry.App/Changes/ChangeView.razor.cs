using Microsoft.AspNetCore.Components;
using Registry.App.Ui;

namespace Registry.App.Changes;

/// <summary>One change, read once for the first paint and then followed until it is done or its reader leaves.</summary>
public sealed partial class ChangeView : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    /// <summary>So long whoever reads counts in seconds.</summary>
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _leaving = new();
    private bool _read;
    private bool _followed;
    private bool _following;
    private DateTimeOffset _heardAt;
    private long _heardAtTimestamp;

    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>Spares the circuit the reading that was done for the first paint.</summary>
    [PersistentState]
    public ChangeStatus? Status { get; set; }

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    // The database's clock, carried on by ours: neither the reader's clock nor this machine's has to be right.
    private DateTimeOffset Now => _heardAt + Time.GetElapsedTime(_heardAtTimestamp);

    /// <summary>How often what counts up or down is shown anew. Many pages may wait for long, and each of them costs at each step.</summary>
    private TimeSpan Pace => Status is { } status && (IsNear(status.RequestedAt)
        || status.Stages.Any(stage => stage.FinishedAt is null && (IsNear(stage.StartedAt) || IsNear(stage.NextAttemptAt)))) ? Second : TenSeconds;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Hear(Status ?? await Feed.ReadAsync(Id, _leaving.Token));
        _read = true;
        if (Status is null)
            Http?.AnswerNotFound();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (_followed || Status is null or { State: ChangeState.Done })
            return;
        _followed = _following = true;
        _ = FollowAsync(_leaving.Token);
        StateHasChanged();
    }

    private async Task FollowAsync(CancellationToken leaving)
    {
        using var arrived = CancellationTokenSource.CreateLinkedTokenSource(leaving);
        var ticking = TickAsync(arrived.Token);
        try
        {
            await foreach (var status in Feed.WatchAsync(Id, leaving))
            {
                Hear(status);
                StateHasChanged();
            }

            _following = false;
            StateHasChanged();
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
        finally
        {
            await arrived.CancelAsync();
            await ticking;
        }
    }

    private async Task TickAsync(CancellationToken arrived)
    {
        using var timer = new PeriodicTimer(Second, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(arrived))
            {
                timer.Period = Pace;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private bool IsNear(DateTimeOffset? time) => time is { } at && (at - Now).Duration() < Near;

    private void Hear(ChangeStatus? status)
    {
        Status = status;
        if (status is null)
            return;
        // A status that others watch too can have been read a while ago; that does not turn the clock back.
        var now = Now;
        _heardAt = status.Details.ReadAt > now ? status.Details.ReadAt : now;
        _heardAtTimestamp = Time.GetTimestamp();
    }
}
