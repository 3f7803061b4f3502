using Registry.App.Accounts;
using Registry.App.Deletion;
using Registry.App.Errors;
using Registry.App.SignIn;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Crates;

/// <summary>Deletes a crate with all its versions for an admin, who names it letter by letter and may say why.</summary>
internal sealed class CrateDeletion(DeletionRequests requests, PresentRights rights)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="crate">The crate.</param>
    /// <param name="confirmed">Its name, as the caller has written it.</param>
    /// <param name="why">Why; it is kept, and shown on the status pages.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="RefusedException">The caller is no admin, or there is no such crate, or something was mistyped.</exception>
    public async Task<RecordedDeletion> RecordAsync(Caller caller, string crate, string? confirmed, string? why, CancellationToken cancellationToken)
    {
        caller.Require(Role.Admin);
        if (confirmed != crate)
            throw Refused("nothing was deleted: what was typed is not the name of the crate");
        if (why is not null && (why.Length > DeletionOrder.MaxMessageLength || why.Any(char.IsControl)))
            throw Refused("nothing was deleted: the reason is too long, or no text");
        await rights.RequireAsync(caller, Role.Admin, cancellationToken);
        return await requests.RecordAsync(
            new DeletionOrder(crate, null, why?.Trim() is { Length: > 0 } words ? words : null), new Deleter(caller.Actor, caller), cancellationToken);
    }

    private static RefusedException Refused(string detail) => new(StatusCodes.Status400BadRequest, detail);
}
