using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Registry.App.Accounts;
using Registry.Data;
using Registry.Data.Accounts;
using Registry.Data.Audit;

namespace Registry.App.SignIn;

/// <summary>
/// Signs in whom the provider vouches for. An account goes by the provider's name for itself and for them, never by their login or address,
/// which somebody else may come to have.
/// </summary>
internal sealed class ProviderSignIn(RegistryDbContext db, SignInManager<User> sessions, IOptions<SignInOptions> options, TimeProvider time)
{
    public const string Email = "email";
    public const string EmailVerified = "email_verified";

    private const string Subject = "sub";

    private OpenIdConnectSettings Settings => options.Value.OpenIdConnect;

    /// <summary>Signs in, or links, or neither.</summary>
    /// <returns>Where to go.</returns>
    public async Task<string> FinishAsync(
        ClaimsPrincipal principal, AuthenticationProperties properties, string? returnPath, CancellationToken cancellationToken)
    {
        if (principal.FindFirst(Subject) is not { Value.Length: > 0 } subject)
            return ProviderFaults.Path(ProviderFault.Failed);
        var linked = await db.UserLogins
            .Where(login => login.LoginProvider == subject.Issuer && login.ProviderKey == subject.Value)
            .Join(db.Users, login => login.UserId, user => user.Id, (_, user) => user)
            .SingleOrDefaultAsync(cancellationToken);
        if (properties.Items.TryGetValue(Provider.LinkProperty, out var account))
            return await LinkAsync(subject, linked, long.Parse(account!, CultureInfo.InvariantCulture), cancellationToken);
        if (linked is null)
        {
            (linked, var fault) = await CreateAsync(principal, subject, cancellationToken);
            if (linked is null)
                return ProviderFaults.Path(fault);
        }

        if (linked.DisabledAt is not null)
            return ProviderFaults.Path(ProviderFault.Disabled);
        await SetRoleAsync(linked, principal, cancellationToken);
        await sessions.SignInAsync(linked, isPersistent: true, authenticationMethod: subject.Issuer);
        return SignInPaths.Local(returnPath);
    }

    private async Task<string> LinkAsync(Claim subject, User? linked, long userId, CancellationToken cancellationToken)
    {
        if (linked is not null && linked.Id != userId)
            return ProviderFaults.Path(ProviderFault.LinkedElsewhere);
        if (linked is null)
        {
            var user = await db.Users.SingleAsync(user => user.Id == userId, cancellationToken);
            Add(user, subject);
            await db.SaveChangesAsync(cancellationToken);
        }

        return "/me/settings?said=linked";
    }

    private async Task<(User? User, ProviderFault Fault)> CreateAsync(ClaimsPrincipal principal, Claim subject, CancellationToken cancellationToken)
    {
        var login = principal.FindFirstValue(Settings.LoginClaim)?.Split('@')[0] ?? "";
        if (!LoginRules.IsPossible(login))
            return (null, ProviderFault.NoLogin);
        var user = new User { Login = login, Email = await EmailOfAsync(principal, cancellationToken), CreatedAt = time.GetUtcNow() };
        user.EmailConfirmed = user.Email is not null;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.Users.Add(user);
        if (await NewAccount.SaveAsync(db, user, cancellationToken) is not null)
            return (null, ProviderFault.Taken);
        db.AuditLog.Add(AuditActor.InBrowser(user.Id, login).Does(
            AuditActions.AddUser, user.CreatedAt, null, null, ("user", login), ("by", "provider"), ("provider", subject.Issuer)));
        Add(user, subject);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (user, default);
    }

    private void Add(User user, Claim subject)
    {
        db.UserLogins.Add(new IdentityUserLogin<long>
        {
            LoginProvider = subject.Issuer,
            ProviderKey = subject.Value,
            ProviderDisplayName = Settings.DisplayName,
            UserId = user.Id,
        });
        db.AuditLog.Add(AuditActor.InBrowser(user.Id, user.Login).Does(
            AuditActions.LinkProvider, time.GetUtcNow(), null, null, ("user", user.Login), ("provider", subject.Issuer)));
    }

    /// <summary>An address that the provider has seen to be theirs, and that nobody has here.</summary>
    private async Task<string?> EmailOfAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (!bool.TryParse(principal.FindFirstValue(EmailVerified), out var verified) || !verified)
            return null;
        var email = principal.FindFirstValue(Email);
        var wanted = email?.ToLowerInvariant();
        return NewAccount.EmailFault(email) is null && !await db.Users.AnyAsync(user => user.NormalizedEmail == wanted, cancellationToken) ? email : null;
    }

    /// <summary>Where groups decide, they decide each time: who has left a group has lost what it brought.</summary>
    private async Task SetRoleAsync(User user, ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (!Settings.HasGroups)
            return;
        var groups = principal.FindAll(Settings.GroupsClaim).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        var role = Has(Settings.AdminGroup) ? Role.Admin : Has(Settings.OperatorGroup) ? Role.Operator : Has(Settings.ViewerGroup) ? Role.Viewer : Role.Author;
        if (user.Role == role)
            return;
        user.Role = role;
        db.AuditLog.Add(AuditActor.InBrowser(user.Id, user.Login).Does(
            AuditActions.SetRole, time.GetUtcNow(), null, null, ("user", user.Login), ("role", role.ToString()), ("by", "provider")));
        await db.SaveChangesAsync(cancellationToken);

        bool Has(string? group) => !string.IsNullOrEmpty(group) && groups.Contains(group);
    }
}
