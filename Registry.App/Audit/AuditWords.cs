using System.Collections.Frozen;
using Registry.Data.Audit;

namespace Registry.App.Audit;

/// <summary>What was done, as a person says it.</summary>
internal static class AuditWords
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        [AuditActions.Publish] = "published",
        [AuditActions.Yank] = "asked to yank",
        [AuditActions.Unyank] = "asked to unyank",
        [AuditActions.DeleteVersion] = "asked to delete a version",
        [AuditActions.DeleteCrate] = "asked to delete a crate",
        [AuditActions.InviteOwner] = "invited an owner",
        [AuditActions.AddOwner] = "added an owner",
        [AuditActions.RemoveOwner] = "removed an owner",
        [AuditActions.AcceptInvitation] = "accepted an invitation",
        [AuditActions.DeclineInvitation] = "declined an invitation",
        [AuditActions.CreateToken] = "made a token",
        [AuditActions.RevokeToken] = "revoked a token",
        [AuditActions.AddUser] = "made an account",
        [AuditActions.SetPassword] = "set a password",
        [AuditActions.MakePasswordLink] = "made a link for a password",
        [AuditActions.AddTeam] = "made a team",
        [AuditActions.JoinTeam] = "put somebody into a team",
        [AuditActions.LeaveTeam] = "took somebody out of a team",
        [AuditActions.SetCrateLimits] = "set limits of a crate",
        [AuditActions.SetRateLimits] = "set limits of a user",
        [AuditActions.SetRole] = "gave a role",
        [AuditActions.DisableUser] = "disabled an account",
        [AuditActions.EnableUser] = "enabled an account",
        [AuditActions.UnlockUser] = "unlocked an account",
        [AuditActions.ConfirmEmail] = "confirmed a mail address",
        [AuditActions.EndSession] = "ended sessions",
        [AuditActions.EnableTwoFactor] = "turned codes on",
        [AuditActions.DisableTwoFactor] = "turned codes off",
        [AuditActions.MakeRecoveryCodes] = "made recovery codes",
        [AuditActions.AddPasskey] = "added a passkey",
        [AuditActions.RenamePasskey] = "renamed a passkey",
        [AuditActions.RemovePasskey] = "removed a passkey",
        [AuditActions.LinkProvider] = "linked an account with the provider",
        [AuditActions.SendTestPage] = "sent a test page",
        [AuditActions.VerifyIndex] = "had the index verified",
        [AuditActions.RepairIndex] = "had the index repaired",
        [AuditActions.SquashIndex] = "had the git index squashed",
        [AuditActions.PackIndex] = "had the git index packed",
        [AuditActions.ResyncCrate] = "had a crate's index files written again",
        ["retry_job"] = "had a job tried now",
        ["postpone_job"] = "put a job off",
        ["stop_job"] = "stopped a job",
        ["discard_job"] = "discarded a job",
        ["restore_job"] = "put a discarded job back",
        ["pause_queue"] = "paused a queue",
        ["resume_queue"] = "resumed a queue",
    }.ToFrozenDictionary();

    /// <summary>All that there are words for.</summary>
    public static IEnumerable<string> Actions { get; } = [.. Words.OrderBy(pair => pair.Value, StringComparer.Ordinal).Select(pair => pair.Key)];

    public static string Of(string action) => Words.GetValueOrDefault(action) ?? action.Replace('_', ' ');
}
