using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;
using Registry.App.Accounts;
using Registry.App.Errors;
using Registry.App.Ui;
using Registry.Data;

namespace Registry.App.RateLimits;

/// <summary>Keeps users within their rate limits, on all nodes together.</summary>
internal sealed class RateLimiter(IOptions<RateLimitOptions> options, TimeProvider time)
{
    /// <summary>
    /// Takes a token in the transaction of <paramref name="db"/>, which is to end soon: the user's other requests of the kind wait for it. A
    /// request that is refused after all rolls back, and so costs nothing.
    /// </summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public Task TakeAsync(RegistryDbContext db, Caller caller, RateLimitAction action, CancellationToken cancellationToken) =>
        RequireAsync(RateLimitSql.Take, db, caller, action, cancellationToken);

    /// <summary>Says no where there is no token, before anybody goes to the trouble of receiving an upload. Takes none.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public Task RefuseEarlyAsync(RegistryDbContext db, Caller caller, RateLimitAction action, CancellationToken cancellationToken) =>
        RequireAsync(RateLimitSql.Look, db, caller, action, cancellationToken);

    private async Task RequireAsync(string sql, RegistryDbContext db, Caller caller, RateLimitAction action, CancellationToken cancellationToken)
    {
        var limit = action.Setting(options.Value);
        if (limit.Burst == 0)
            return;
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(
                sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
            command.Parameters.Add(new() { Value = caller.UserId });
            command.Parameters.Add(new() { Value = action.Name });
            command.Parameters.Add(new() { Value = limit.Burst });
            command.Parameters.Add(new() { Value = limit.Rate.TotalSeconds });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (!reader.GetBoolean(0))
                throw Refusal(action, reader.GetDouble(1));
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private RefusedException Refusal(RateLimitAction action, double seconds)
    {
        // What others took at the same moment may not be in the number, which then is too small.
        var wait = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(1, seconds)));
        return new RefusedException(
            StatusCodes.Status429TooManyRequests,
            $"you have {action.Words} in a short time; try again in {Durations.Left(wait)}, at {time.GetUtcNow() + wait:yyyy-MM-dd'T'HH:mm:ss'Z'}. "
            + "An admin can allow you more")
        {
            RetryAfter = wait,
        };
    }
}
