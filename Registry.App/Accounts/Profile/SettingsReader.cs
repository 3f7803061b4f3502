using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.App.Accounts.Profile;

/// <summary>What the sections of the settings show.</summary>
public sealed record SettingsReading(
    IReadOnlyList<Session> Sessions, IReadOnlyList<PasskeyReading> Passkeys, int RecoveryCodes, bool IsLinked, DateTimeOffset Now);

/// <summary>A passkey; its key is the id of the credential, fit for an address.</summary>
public sealed record PasskeyReading(string Key, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>Reads all of it before the sections are rendered: they share one connection, and would read at the same time.</summary>
internal sealed class SettingsReader(RegistryDbContext db, UserManager<User> users, TimeProvider time)
{
    public async Task<SettingsReading> ReadAsync(User user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await db.Sessions.AsNoTracking().Where(session => session.UserId == user.Id && session.ExpiresAt > now)
            .OrderByDescending(session => session.LastUsedAt).ToListAsync(cancellationToken);
        var passkeys = await PasskeysAsync(user, cancellationToken);
        var codes = user.TwoFactorEnabled ? await users.CountRecoveryCodesAsync(user) : 0;
        return new SettingsReading(sessions, passkeys, codes, (await users.GetLoginsAsync(user)).Count > 0, now);
    }

    private async Task<IReadOnlyList<PasskeyReading>> PasskeysAsync(User user, CancellationToken cancellationToken)
    {
        var used = await db.Set<IdentityUserPasskey<long>>().Where(passkey => passkey.UserId == user.Id)
            .Select(passkey => new { passkey.CredentialId, At = EF.Property<DateTimeOffset?>(passkey, PasskeyColumns.LastUsedAt) })
            .ToListAsync(cancellationToken);
        return [.. (await users.GetPasskeysAsync(user)).OrderBy(passkey => passkey.CreatedAt).Select(passkey => new PasskeyReading(
            Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "Passkey", passkey.CreatedAt,
            used.FirstOrDefault(one => one.CredentialId.AsSpan().SequenceEqual(passkey.CredentialId))?.At))];
    }
}
