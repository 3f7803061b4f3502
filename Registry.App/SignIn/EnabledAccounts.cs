using Microsoft.AspNetCore.Identity;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>Whoever is disabled does not sign in, whichever way they come.</summary>
internal sealed class EnabledAccounts : IUserConfirmation<User>
{
    public Task<bool> IsConfirmedAsync(UserManager<User> manager, User user) => Task.FromResult(user.DisabledAt is null);
}
