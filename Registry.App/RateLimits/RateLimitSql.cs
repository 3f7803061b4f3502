namespace Registry.App.RateLimits;

/// <summary>
/// The statements by which tokens are taken. Parameters: the user, the action, burst and seconds per token as they are set. Each answers
/// whether there is a token, and how many seconds it takes until there is one.
/// </summary>
internal static class RateLimitSql
{
    /// <summary>What goes for this user, and what is in the bucket now.</summary>
    private const string State = """
        WITH allowed AS (
            SELECT COALESCE(own.burst, $3) AS burst, COALESCE(own.seconds_per_token, $4) AS seconds, clock_timestamp() AS moment
            FROM (SELECT) AS everybody
            LEFT JOIN rate_limit_overrides AS own
                ON own.user_id = $1 AND own.action = $2 AND (own.expires_at IS NULL OR own.expires_at > clock_timestamp())
        ), known AS (
            SELECT least(allowed.burst, bucket.tokens + extract(epoch FROM allowed.moment - bucket.refilled_at) / allowed.seconds) AS tokens
            FROM rate_limit_buckets AS bucket CROSS JOIN allowed
            WHERE bucket.user_id = $1 AND bucket.action = $2
        )
        """;

    private const string Wait = "(1 - COALESCE((SELECT tokens FROM known), allowed.burst)) * allowed.seconds";

    /// <summary>Takes none.</summary>
    public const string Look = $"""
        {State}
        SELECT allowed.burst = 0 OR COALESCE((SELECT tokens FROM known), allowed.burst) >= 1, {Wait} FROM allowed
        """;

    /// <summary>
    /// Of several at once each waits for the one before, and counts with what that has left: the row stays locked until the transaction ends,
    /// and one that is rolled back gives its token back.
    /// </summary>
    public const string Take = $"""
        {State}, taken AS (
            INSERT INTO rate_limit_buckets AS bucket (user_id, action, tokens, burst, seconds_per_token, refilled_at)
            SELECT $1, $2, burst - 1, burst, seconds, moment FROM allowed WHERE burst > 0
            ON CONFLICT (user_id, action) DO UPDATE SET
                tokens = {Refilled} - 1, burst = excluded.burst, seconds_per_token = excluded.seconds_per_token, refilled_at = excluded.refilled_at
            WHERE {Refilled} >= 1
            RETURNING bucket.user_id
        )
        SELECT allowed.burst = 0 OR EXISTS (SELECT FROM taken), {Wait} FROM allowed
        """;

    private const string Refilled = """
        least(excluded.burst, bucket.tokens + extract(epoch FROM excluded.refilled_at - bucket.refilled_at) / excluded.seconds_per_token)
        """;
}
