using System.Text.Json.Serialization;
using Registry.App.Accounts;
using Registry.App.ApiDescription;
using Registry.App.Errors;

namespace Registry.App.Owners;

/// <summary>Invitations of whoever asks, at the addresses and in the shapes of crates.io.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me/crate_owner_invitations", async (HttpContext context, Invitations invitations) =>
            Results.Json(new InvitationsAnswer([.. (await invitations.ListAsync(Caller.Of(context).UserId, context.RequestAborted)).Select(Json)])))
            .RequireAuthorization()
            .WithSummary("Lists the invitations that wait for whoever the token stands for.").Produces<InvitationsAnswer>().Refuses(403);
        api.MapPut("/me/crate_owner_invitations/{crateId:long}", async (long crateId, Answer answer, HttpContext context, Invitations invitations) =>
        {
            var caller = Caller.Of(context);
            caller.Require(TokenScopes.ChangeOwners);
            var accepted = answer.Invitation?.Accepted ?? throw new RefusedException(
                StatusCodes.Status400BadRequest, "say whether it is accepted, as in {\"crate_owner_invite\":{\"accepted\":true}}");
            return await invitations.AnswerAsync(caller, crateId, accepted, context.RequestAborted)
                ? Results.Json(new AnsweredInvitation(new(crateId, accepted)))
                : ApiError.Result(StatusCodes.Status404NotFound, "there is no such invitation for you; it may have expired or been taken back");
        }).RequireAuthorization()
            .WithSummary("Accepts or declines an invitation. Needs a token with the scope change-owners.")
            .Produces<AnsweredInvitation>().Refuses(400, 403, 404, 413, 415);
        api.MapPut("/me/crate_owner_invitations/accept/{secret}", async (string secret, Invitations invitations, CancellationToken cancellationToken) =>
            await invitations.FindAsync(secret, cancellationToken) is { } found && await invitations.AnswerAsync(secret, accept: true, cancellationToken)
                ? Results.Json(new AnsweredInvitation(new(found.CrateId, Accepted: true)))
                : ApiError.Result(StatusCodes.Status404NotFound, "this invitation is not good any more; ask for another one"))
            .WithSummary("Accepts an invitation by the last part of the mailed link, without a token.").Produces<AnsweredInvitation>().Refuses(404);
    }

    private static InvitationJson Json(InvitationView invitation) =>
        new(invitation.CrateId, invitation.Crate, invitation.InvitedBy, invitation.CreatedAt, invitation.ExpiresAt);

    private sealed record InvitationsAnswer(IReadOnlyList<InvitationJson> CrateOwnerInvitations);

    private sealed record InvitationJson(
        long CrateId, string CrateName, string InvitedByUsername, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

    private sealed record AnsweredInvitation(InvitationOutcome CrateOwnerInvitation);

    private sealed record InvitationOutcome(long CrateId, bool Accepted);

    internal sealed record Answer([property: JsonPropertyName("crate_owner_invite")] InvitationAnswer? Invitation);

    internal sealed record InvitationAnswer(bool Accepted);
}
