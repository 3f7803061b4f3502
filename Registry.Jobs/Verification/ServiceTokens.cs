using Microsoft.EntityFrameworkCore;
using Registry.Data;
using Registry.Data.Accounts;

namespace Registry.Jobs.Verification;

/// <summary>The token of this process. It is renewed long before it expires, and those of processes that are gone are cleared away.</summary>
internal sealed class ServiceTokens(IDbContextFactory<RegistryDbContext> databases, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim _renewing = new(1);
    private Current? _current;

    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current && time.GetUtcNow() < current.RenewAt)
            return current.Secret;
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (_current is not { } other || time.GetUtcNow() >= other.RenewAt)
                _current = await CreateAsync(cancellationToken);
            return _current.Secret;
        }
        finally
        {
            _renewing.Release();
        }
    }

    public void Dispose() => _renewing.Dispose();

    private async Task<Current> CreateAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var secret = ServiceToken.Prefix + TokenSecret.NewSecret();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ServiceTokens.Where(token => token.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        db.ServiceTokens.Add(new ServiceToken { Hash = TokenSecret.Hash(secret), ExpiresAt = now + Life });
        await db.SaveChangesAsync(cancellationToken);
        return new Current(secret, now + Life / 2);
    }

    private sealed record Current(string Secret, DateTimeOffset RenewAt);
}
