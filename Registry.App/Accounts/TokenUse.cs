using Microsoft.EntityFrameworkCore;
using Npgsql;
using Registry.Data;

namespace Registry.App.Accounts;

/// <summary>Notes when a token was used last, at most once a minute. A database that cannot be written to does not matter.</summary>
internal sealed partial class TokenUse(TimeProvider time, ILogger<TokenUse> logger)
{
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    public async Task RecordAsync(RegistryDbContext db, long tokenId, DateTimeOffset? lastUsedAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (lastUsedAt is { } used && now - used < Grain)
            return;
        try
        {
            await db.Tokens.Where(token => token.Id == tokenId && (token.LastUsedAt == null || token.LastUsedAt < now))
                .ExecuteUpdateAsync(token => token.SetProperty(known => known.LastUsedAt, now), cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            LogReadOnly(tokenId);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The use of token {TokenId} is not noted: the database is read-only")]
    private partial void LogReadOnly(long tokenId);
}
