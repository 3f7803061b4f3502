using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.App.Crates;
using Registry.App.Errors;
using Registry.Data;
using Registry.Jobs;

namespace Registry.App.Owners;

/// <summary>An owner as the API tells of it; the names of the fields are crates.io's.</summary>
public sealed record OwnerJson(long Id, string Login, string? Name, string Kind, string Url, string? Avatar = null);

/// <summary>Reads who owns a crate.</summary>
internal sealed class OwnerReader(IDbContextFactory<RegistryDbContext> databases, PublicUrl publicUrl, TimeProvider time)
{
    public async Task<IReadOnlyList<OwnerJson>> ListAsync(string crateName, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindLiveCrateAsync(crateName, cancellationToken);
        var users = await db.Owners.Where(owner => owner.CrateId == crate.Id).OrderBy(owner => owner.AddedAt).ThenBy(owner => owner.UserId)
            .Select(owner => new { owner.User!.Id, owner.User.Login }).ToListAsync(cancellationToken);
        var teams = await db.CrateTeams.Where(owner => owner.CrateId == crate.Id).OrderBy(owner => owner.AddedAt).ThenBy(owner => owner.TeamId)
            .Select(owner => new { owner.Team!.Id, owner.Team.Name }).ToListAsync(cancellationToken);
        return
        [
            .. users.Select(user => new OwnerJson(user.Id, user.Login, user.Login, "user", $"{publicUrl.Base}/users/{user.Login}")),
            .. teams.Select(team => new OwnerJson(team.Id, TeamLogin.Of(team.Name), team.Name, "team", $"{publicUrl.Base}/teams/{team.Name}")),
        ];
    }

    /// <summary>Whether they may say who owns it.</summary>
    public async Task<bool> MayChangeAsync(string crateName, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindLiveCrateAsync(crateName, cancellationToken);
        try
        {
            caller.Require(TokenScopes.ChangeOwners, crate.Name);
            await db.RequireOwnerAsync(caller, crate.Id, crate.Name, cancellationToken);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    /// <summary>Who was asked to become an owner and has not answered.</summary>
    public async Task<IReadOnlyList<string>> ListInvitedAsync(string crateName, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var crate = await db.FindLiveCrateAsync(crateName, cancellationToken);
        var now = time.GetUtcNow();
        return await db.Invitations.Where(invitation => invitation.CrateId == crate.Id && invitation.ExpiresAt > now)
            .OrderBy(invitation => invitation.Id).Select(invitation => invitation.User!.Login).ToListAsync(cancellationToken);
    }
}
