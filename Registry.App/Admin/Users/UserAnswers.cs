using Registry.App.RateLimits;
using Registry.Data.Accounts;

namespace Registry.App.Admin.Users;

/// <summary>An account as data.</summary>
internal sealed record UserAnswer(
    string Login, string Role, string State, string? Email, bool EmailConfirmed, bool TwoFactor, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt,
    DateTimeOffset? LockedUntil, DateTimeOffset? LastSeenAt)
{
    public static UserAnswer Of(UserLine user) => new(
        user.Login, UserSearch.NameOf(user.Role),
        UserSearch.NameOf(user.DisabledAt is not null ? UserState.Disabled : user.LockedUntil is not null ? UserState.Locked : UserState.Active),
        user.Email, user.EmailConfirmed, user.TwoFactor, user.CreatedAt, user.DisabledAt, user.LockedUntil, user.LastSeenAt);
}

internal sealed record UsersAnswer(IReadOnlyList<UserAnswer> Users, UsersMeta Meta);

internal sealed record UsersMeta(string? Next);

/// <summary>All that admins see of one account. Neither sessions nor tokens can be used by what stands here.</summary>
internal sealed record WholeUserAnswer(
    UserAnswer User, bool HasPassword, int Passkeys, bool Linked, int Crates, IReadOnlyList<SessionAnswer> Sessions, IReadOnlyList<TokenAnswer> Tokens,
    IReadOnlyDictionary<string, LimitAnswer> Limits)
{
    public static WholeUserAnswer Of(UserReading reading) => new(
        UserAnswer.Of(reading.User), reading.HasPassword, reading.Passkeys, reading.IsLinked, reading.Crates,
        [.. reading.Sessions.Select(session => new SessionAnswer(session.UserAgent, session.Address, session.CreatedAt, session.LastUsedAt))],
        [.. reading.Tokens.Select(TokenAnswer.Of)],
        reading.Limits.ToDictionary(limit => limit.Action, LimitAnswer.Of));
}

internal sealed record SessionAnswer(string? UserAgent, string? Address, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt);

internal sealed record TokenAnswer(
    long Id, string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Crates, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt)
{
    public static TokenAnswer Of(ApiToken token) =>
        new(token.Id, token.Name, token.Scopes, token.CratePatterns, token.CreatedAt, token.LastUsedAt, token.ExpiresAt);
}

/// <param name="Burst">How often at once; 0 for no limit.</param>
/// <param name="SecondsPerToken">How long it takes until once more.</param>
/// <param name="Own">Whether it was set for this user alone.</param>
/// <param name="Until">When it is as for everybody again.</param>
internal sealed record LimitAnswer(int Burst, double SecondsPerToken, bool Own, DateTimeOffset? Until)
{
    public static LimitAnswer Of(UserLimit limit) => new(limit.Burst, limit.Rate.TotalSeconds, limit.IsOwn, limit.Until);
}
