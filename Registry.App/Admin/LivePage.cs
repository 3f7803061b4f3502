using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Registry.App.Memory;
using Registry.App.SignIn;

namespace Registry.App.Admin;

/// <summary>A page of operations: reads when it is opened and then each second, and knows whether its reader may act.</summary>
public abstract partial class LivePage : ComponentBase, IHandleEvent, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private IAuthorizationService Authorization { get; set; } = null!;

    [Inject]
    private ILogger<LivePage> Logger { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    /// <summary>Why the page is as old as it is; null while it is read.</summary>
    protected string? Stale { get; private set; }

    /// <summary>Nothing moves any more until its reader wants it to.</summary>
    protected bool Held { get; set; }

    /// <summary>Its reader may act on jobs and queues.</summary>
    protected bool MayAct { get; private set; }

    /// <summary>Its reader may act on people, crates and the index.</summary>
    protected bool MayAdminister { get; private set; }

    /// <summary>Buttons do something: not before the page is connected, nor without scripts.</summary>
    protected bool IsConnected => RendererInfo.IsInteractive;

    /// <summary>Its reader.</summary>
    protected ClaimsPrincipal Who { get; private set; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A press that does not get through to the database leaves the page as it is, and it says so; its circuit would not outlive an exception.</summary>
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg)
    {
        try
        {
            var handling = item.InvokeAsync(arg);
            StateHasChanged();
            if (handling.IsCompletedSuccessfully)
                return;
            await handling;
        }
        catch (Exception exception) when (DatabaseFault.Is(exception))
        {
            LogNotDone(Logger, exception);
            Stale = exception.Message;
        }

        StateHasChanged();
    }

    protected virtual void Dispose(bool disposing)
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <summary>Reads what is shown.</summary>
    protected abstract Task ReadAsync();

    /// <summary>
    /// Reads it for the first time. A request is answered with what went wrong; a page that is connected says so and tries again, as its circuit
    /// would not outlive an exception.
    /// </summary>
    protected Task ReadFirstAsync() => IsConnected ? ReadAgainAsync() : ReadAsync();

    protected override async Task OnInitializedAsync()
    {
        Who = (await Authentication).User;
        MayAct = (await Authorization.AuthorizeAsync(Who, Policies.Act)).Succeeded;
        MayAdminister = (await Authorization.AuthorizeAsync(Who, Policies.Administer)).Succeeded;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = FollowAsync(_leaving.Token);
    }

    private async Task FollowAsync(CancellationToken leaving)
    {
        using var timer = new PeriodicTimer(Second, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving))
            {
                if (!Held)
                    await ReadAgainAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task ReadAgainAsync()
    {
        try
        {
            await ReadAsync();
            Stale = null;
        }
#pragma warning disable CA1031 // While the database is away the page keeps what it has, and says so.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Stale = exception.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What somebody asked for on a page was not done, as the database did not answer")]
    private static partial void LogNotDone(ILogger logger, Exception exception);
}
