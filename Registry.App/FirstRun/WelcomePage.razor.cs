using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Registry.App.FirstRun;

/// <summary>What the first account does next; becomes the page of its first publish when that arrives.</summary>
public sealed partial class WelcomePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string? _login;
    private string? _published;
    private long _userId;

    /// <summary>Shown once; taken along, encrypted, to the circuit that renders the page again.</summary>
    [PersistentState]
    public string? Token { get; set; }

    /// <summary>Whether there was no publish when the page was opened: one that comes before its circuit does is waited for too.</summary>
    [PersistentState]
    public bool? Waits { get; set; }

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        _login = user.Identity?.Name;
        _userId = long.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);
        if (Http is not null)
            Token = FirstToken.Take(Http);

        _published = await FirstPublish.FindAsync(_userId, _leaving.Token);
        Waits ??= _published is null;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && Waits == true)
            _ = FollowAsync(_leaving.Token);
    }

    private async Task FollowAsync(CancellationToken leaving)
    {
        try
        {
            var change = await FirstPublish.WaitAsync(_userId, leaving);
            Navigation.NavigateTo($"changes/{change}");
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    }
}
