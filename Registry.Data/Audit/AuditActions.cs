namespace Registry.Data.Audit;

/// <summary>What is written down of those who change something. What people do to jobs is kept by the queue, and read together with these.</summary>
public static class AuditActions
{
    /// <summary>A version was uploaded.</summary>
    public const string Publish = "publish";

    /// <summary>A yank was asked for.</summary>
    public const string Yank = "yank";

    /// <summary>An unyank was asked for.</summary>
    public const string Unyank = "unyank";

    /// <summary>The deletion of a version was asked for.</summary>
    public const string DeleteVersion = "delete_version";

    /// <summary>The deletion of a crate was asked for.</summary>
    public const string DeleteCrate = "delete_crate";

    /// <summary>A user was invited to own a crate.</summary>
    public const string InviteOwner = "invite_owner";

    /// <summary>A team was made an owner of a crate.</summary>
    public const string AddOwner = "add_owner";

    /// <summary>An owner was removed, or an invitation taken back.</summary>
    public const string RemoveOwner = "remove_owner";

    /// <summary>An invitation was accepted.</summary>
    public const string AcceptInvitation = "accept_invitation";

    /// <summary>An invitation was declined.</summary>
    public const string DeclineInvitation = "decline_invitation";

    /// <summary>A token was made.</summary>
    public const string CreateToken = "create_token";

    /// <summary>A token was revoked.</summary>
    public const string RevokeToken = "revoke_token";

    /// <summary>An account was created.</summary>
    public const string AddUser = "add_user";

    /// <summary>A password was set.</summary>
    public const string SetPassword = "set_password";

    /// <summary>A link to choose a password was made.</summary>
    public const string MakePasswordLink = "make_password_link";

    /// <summary>A team was created.</summary>
    public const string AddTeam = "add_team";

    /// <summary>A user was put into a team.</summary>
    public const string JoinTeam = "join_team";

    /// <summary>A user was taken out of a team.</summary>
    public const string LeaveTeam = "leave_team";

    /// <summary>What uploads of a crate may bring was set for it alone.</summary>
    public const string SetCrateLimits = "set_crate_limits";

    /// <summary>How often a user may do something was set for them alone.</summary>
    public const string SetRateLimits = "set_rate_limits";

    /// <summary>A user was given another role.</summary>
    public const string SetRole = "set_role";

    /// <summary>An account was disabled.</summary>
    public const string DisableUser = "disable_user";

    /// <summary>A disabled account was enabled again.</summary>
    public const string EnableUser = "enable_user";

    /// <summary>An account that had to wait after too many wrong passwords does not any more.</summary>
    public const string UnlockUser = "unlock_user";

    /// <summary>A mail address was confirmed, and is that of the account from then on.</summary>
    public const string ConfirmEmail = "confirm_email";

    /// <summary>Sessions were ended, by their user or an admin.</summary>
    public const string EndSession = "end_session";

    /// <summary>Signing in asks for a code from then on.</summary>
    public const string EnableTwoFactor = "enable_two_factor";

    /// <summary>Signing in asks for no code any more.</summary>
    public const string DisableTwoFactor = "disable_two_factor";

    /// <summary>New recovery codes were made; earlier ones are not good any more.</summary>
    public const string MakeRecoveryCodes = "make_recovery_codes";

    /// <summary>A passkey was added.</summary>
    public const string AddPasskey = "add_passkey";

    /// <summary>A passkey was renamed.</summary>
    public const string RenamePasskey = "rename_passkey";

    /// <summary>A passkey was removed.</summary>
    public const string RemovePasskey = "remove_passkey";

    /// <summary>An account was linked with one of the sign-in provider.</summary>
    public const string LinkProvider = "link_provider";

    /// <summary>A test page was sent.</summary>
    public const string SendTestPage = "send_test_page";

    /// <summary>The comparison of the whole index was asked for.</summary>
    public const string VerifyIndex = "verify_index";

    /// <summary>The repair of the whole index was asked for.</summary>
    public const string RepairIndex = "repair_index";

    /// <summary>The history of the git index was to be collapsed.</summary>
    public const string SquashIndex = "squash_index";

    /// <summary>The git index was to be packed.</summary>
    public const string PackIndex = "pack_index";

    /// <summary>The index jobs of a crate were enqueued again.</summary>
    public const string ResyncCrate = "resync_crate";
}
