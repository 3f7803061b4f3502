using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.SignIn;

/// <summary>
/// Keeps sessions in the database, and in the cookie no more than a key: so people see where they are signed in, and a session that they end
/// is over at once, on every node. A role that is changed is in force with the next request.
/// </summary>
internal sealed class SessionStore(
    IDbContextFactory<RegistryDbContext> databases, IDataProtectionProvider protection, TimeProvider time) : ITicketStore
{
    private const int MaxUserAgent = 300;

    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(1);

    private readonly IDataProtector _protector = protection.CreateProtector("Registry.Sessions");

    public Task<string> StoreAsync(AuthenticationTicket ticket) => AddAsync(ticket, null, CancellationToken.None);

    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        AddAsync(ticket, httpContext, cancellationToken);

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var (hash, bytes, expires) = (TokenSecret.Hash(key), Protect(ticket), ExpiresAt(ticket));
        await using var db = await databases.CreateDbContextAsync();
        await db.Sessions.Where(session => session.Hash == hash)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.Ticket, bytes).SetProperty(session => session.ExpiresAt, expires));
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var (hash, now) = (TokenSecret.Hash(key), time.GetUtcNow());
        await using var db = await databases.CreateDbContextAsync();
        var found = await db.Sessions
            .Where(session => session.Hash == hash && session.ExpiresAt > now && session.User!.DisabledAt == null)
            .Select(session => new { session.Id, session.Ticket, session.LastUsedAt, session.User!.Role }).SingleOrDefaultAsync();
        if (found is null || Unprotect(found.Ticket) is not { } ticket)
            return null;
        if (now - found.LastUsedAt > BetweenUses)
        {
            await db.Sessions.Where(session => session.Id == found.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastUsedAt, now));
        }

        ticket.Principal.SetSession(found.Id);
        RegistryClaims.SetRole((ClaimsIdentity)ticket.Principal.Identity!, found.Role);
        return ticket;
    }

    public async Task RemoveAsync(string key)
    {
        var hash = TokenSecret.Hash(key);
        await using var db = await databases.CreateDbContextAsync();
        await db.Sessions.Where(session => session.Hash == hash).ExecuteDeleteAsync();
    }

    private async Task<string> AddAsync(AuthenticationTicket ticket, HttpContext? http, CancellationToken cancellationToken)
    {
        var key = TokenSecret.NewSecret();
        var now = time.GetUtcNow();
        var agent = http?.Request.Headers.UserAgent.ToString() ?? "";
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Sessions.Add(new Session
        {
            UserId = long.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture),
            Hash = TokenSecret.Hash(key),
            Ticket = Protect(ticket),
            UserAgent = agent.Length > MaxUserAgent ? agent[..MaxUserAgent] : agent,
            Address = http?.Connection.RemoteIpAddress?.ToString(),
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = ExpiresAt(ticket),
        });
        await db.SaveChangesAsync(cancellationToken);
        return key;
    }

    private DateTimeOffset ExpiresAt(AuthenticationTicket ticket) => ticket.Properties.ExpiresUtc ?? time.GetUtcNow().AddHours(1);

    private byte[] Protect(AuthenticationTicket ticket) => _protector.Protect(TicketSerializer.Default.Serialize(ticket));

    /// <summary>Null when its key is gone: then whoever it was has to sign in again.</summary>
    private AuthenticationTicket? Unprotect(byte[] bytes)
    {
        try
        {
            return TicketSerializer.Default.Deserialize(_protector.Unprotect(bytes));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
