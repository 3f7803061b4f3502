using Microsoft.AspNetCore.Components;
using Registry.App.Accounts;
using Registry.App.Errors;
using Registry.App.Ui;

namespace Registry.App.Admin.Users;

/// <summary>A part of the page of one user, with a form that does something.</summary>
public abstract class UserSection : ComponentBase
{
    /// <summary>The account as it was when the page was asked for.</summary>
    [Parameter, EditorRequired]
    public required UserReading Reading { get; set; }

    /// <summary>The request.</summary>
    [CascadingParameter]
    protected HttpContext Http { get; set; } = null!;

    /// <summary>Why what was wanted was refused; null when it was not.</summary>
    protected string? Fault { get; set; }

    [Inject]
    private UserDesk Desk { get; set; } = null!;

    /// <summary>Does it, and goes back to the page, which says so: loaded again, it does nothing twice.</summary>
    /// <param name="said">What the page says, by its key in <see cref="UserWords"/>; null to stay.</param>
    /// <param name="act">What.</param>
    private protected async Task ActAsync(string? said, Func<UserDesk, Caller, string, Task> act)
    {
        try
        {
            var caller = Caller.OfSession(Http.User)
                ?? throw new RefusedException(StatusCodes.Status403Forbidden, "accounts are managed by people; sign in with a browser");
            await act(Desk, caller, Reading.User.Login);
            if (said is not null)
                Http.Response.Redirect($"{Http.Request.PathBase}/admin/users/{Reading.User.Login}?said={said}");
        }
        catch (RefusedException refused)
        {
            Fault = Words.Sentence(refused.Message);
        }
    }
}
