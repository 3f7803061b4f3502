using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.App.Errors;
using Registry.App.RateLimits;
using Registry.App.SignIn;
using Registry.App.Tokens;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Jobs;

namespace Registry.App.Admin.Users;

/// <summary>
/// What admins do to accounts, by pages and by the API. Whether whoever asks is an admin is looked up each time: a page may have been open since before
/// they lost the role.
/// </summary>
internal sealed class UserDesk(
    IDbContextFactory<RegistryDbContext> databases, PresentRights rights, MailedLinks mail, PublicUrl publicUrl, TimeProvider time)
{
    /// <exception cref="RefusedException">There would be no admin any more.</exception>
    public Task SetRoleAsync(Caller caller, string login, Role role, CancellationToken cancellationToken) => ActAsync(
        caller, login, (db, user, now) => db.SetRoleAsync(user, role, caller.Actor, now, cancellationToken), cancellationToken);

    /// <exception cref="RefusedException">There would be no admin any more.</exception>
    public Task DisableAsync(Caller caller, string login, CancellationToken cancellationToken) => ActAsync(
        caller, login, (db, user, now) => db.DisableAsync(user, caller.Actor, now, cancellationToken), cancellationToken);

    public Task EnableAsync(Caller caller, string login, CancellationToken cancellationToken) =>
        ActAsync(caller, login, (db, user, now) => Done(() => db.Enable(user, caller.Actor, now)), cancellationToken);

    public Task UnlockAsync(Caller caller, string login, CancellationToken cancellationToken) =>
        ActAsync(caller, login, (db, user, now) => Done(() => db.Unlock(user, caller.Actor, now)), cancellationToken);

    public async Task<int> EndSessionsAsync(Caller caller, string login, CancellationToken cancellationToken)
    {
        var count = 0;
        await ActAsync(
            caller, login, async (db, user, now) => count = await db.EndSessionsAsync(user, caller.Actor, now, cancellationToken), cancellationToken);
        return count;
    }

    /// <exception cref="RefusedException">The user has no such token, or it is revoked already.</exception>
    public Task RevokeTokenAsync(Caller caller, string login, long id, CancellationToken cancellationToken) => ActAsync(
        caller, login,
        async (db, user, now) => _ = await TokenBook.RevokeAsync(db, user, id, caller.Actor, now, cancellationToken)
            ?? throw new RefusedException(StatusCodes.Status404NotFound, $"`{user.Login}` has no token {id}, or it is revoked already"),
        cancellationToken);

    /// <param name="caller">Who asks.</param>
    /// <param name="login">Whose limit.</param>
    /// <param name="action">Which.</param>
    /// <param name="order">What is to go; null as for everybody.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task ChangeLimitAsync(Caller caller, string login, string action, UserLimitOrder? order, CancellationToken cancellationToken) => ActAsync(
        caller, login, (db, user, now) => UserLimits.ChangeAsync(db, user, action, order, caller.Actor, now, cancellationToken), cancellationToken);

    /// <summary>Mails a link to choose a password to the user; one who has no address has to be given it, so then it is the answer.</summary>
    /// <exception cref="RefusedException">The account is disabled.</exception>
    public async Task<string?> GivePasswordLinkAsync(Caller caller, string login, CancellationToken cancellationToken)
    {
        string? address = null;
        await ActAsync(
            caller, login,
            async (db, user, now) =>
            {
                if (user.DisabledAt is not null)
                    throw new RefusedException(StatusCodes.Status422UnprocessableEntity, $"`{user.Login}` is disabled; enable the account first");
                if (user.Email is not null)
                    await mail.SendPasswordLinkAsync(db, user, caller.Actor, cancellationToken);
                else
                    address = $"{publicUrl.Base}/choose-password/{await PasswordLinks.AddAsync(db, user, caller.Actor, now, cancellationToken)}";
            },
            cancellationToken);
        return address;
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private async Task ActAsync(
        Caller caller, string login, Func<RegistryDbContext, User, DateTimeOffset, Task> act, CancellationToken cancellationToken)
    {
        await rights.RequireAsync(caller, Role.Admin, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await db.FindUserAsync(login, cancellationToken)
            ?? throw new RefusedException(StatusCodes.Status404NotFound, $"there is no user `{login}`");
        try
        {
            await act(db, user, time.GetUtcNow());
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException fault)
        {
            throw new RefusedException(
                StatusCodes.Status409Conflict, $"the account `{user.Login}` was changed at the same moment; look at it, and try again", fault);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
