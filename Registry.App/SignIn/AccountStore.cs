using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>Accounts in the database. Recovery codes are kept as hashes, as everything is that opens an account by itself.</summary>
internal sealed class AccountStore(RegistryDbContext context, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<User, RegistryDbContext, long, IdentityUserClaim<long>, IdentityUserLogin<long>, IdentityUserToken<long>, IdentityUserPasskey<long>>(
        context, describer)
{
    public override Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(Kept), cancellationToken);

    public override Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken) =>
        base.RedeemCodeAsync(user, Kept(code), cancellationToken);

    private static string Kept(string code) => Convert.ToHexString(TokenSecret.Hash(code));
}
