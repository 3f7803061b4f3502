using System.Text.Json.Serialization;
using Registry.App.Accounts;
using Registry.App.Errors;

namespace Registry.App.Owners;

/// <summary>Invitations of whoever asks, at the addresses and in the shapes of crates.io.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me/crate_owner_invitations", async (HttpContext context, Invitations invitations) =>
            Results.Json(new { crate_owner_invitations = (await invitations.ListAsync(Caller.Of(context).UserId, context.RequestAborted)).Select(Json) }))
            .RequireAuthorization();
        api.MapPut("/me/crate_owner_invitations/{crateId:long}", async (long crateId, Answer answer, HttpContext context, Invitations invitations) =>
        {
            var caller = Caller.Of(context);
            caller.Require(TokenScopes.ChangeOwners);
            var accepted = answer.Invitation?.Accepted ?? throw new RefusedException(
                StatusCodes.Status400BadRequest, "say whether it is accepted, as in {\"crate_owner_invite\":{\"accepted\":true}}");
            return await invitations.AnswerAsync(caller, crateId, accepted, context.RequestAborted)
                ? Results.Json(new { crate_owner_invitation = new { crate_id = crateId, accepted } })
                : ApiError.Result(StatusCodes.Status404NotFound, "there is no such invitation for you; it may have expired or been taken back");
        }).RequireAuthorization();
        api.MapPut("/me/crate_owner_invitations/accept/{secret}", async (string secret, Invitations invitations, CancellationToken cancellationToken) =>
            await invitations.FindAsync(secret, cancellationToken) is { } found && await invitations.AnswerAsync(secret, accept: true, cancellationToken)
                ? Results.Json(new { crate_owner_invitation = new { crate_id = found.CrateId, accepted = true } })
                : ApiError.Result(StatusCodes.Status404NotFound, "this invitation is not good any more; ask for another one"));
    }

    private static object Json(InvitationView invitation) => new
    {
        crate_id = invitation.CrateId,
        crate_name = invitation.Crate,
        invited_by_username = invitation.InvitedBy,
        created_at = invitation.CreatedAt,
        expires_at = invitation.ExpiresAt,
    };

    internal sealed record Answer([property: JsonPropertyName("crate_owner_invite")] InvitationAnswer? Invitation);

    internal sealed record InvitationAnswer(bool Accepted);
}
