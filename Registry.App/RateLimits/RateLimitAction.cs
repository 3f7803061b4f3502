using Registry.App.Accounts;

namespace Registry.App.RateLimits;

/// <summary>Something that users may do only so often.</summary>
/// <param name="Name">What it is called in the database and on the command line: as the scope that a token needs for it.</param>
/// <param name="Words">What was done too often, after "you have".</param>
/// <param name="Setting">How often everybody may.</param>
internal sealed record RateLimitAction(string Name, string Words, Func<RateLimitOptions, RateLimit> Setting)
{
    public static RateLimitAction PublishNew { get; } = new(TokenScopes.PublishNew, "published many new crates", options => options.PublishNew);

    public static RateLimitAction PublishUpdate { get; } =
        new(TokenScopes.PublishUpdate, "published many new versions", options => options.PublishUpdate);

    public static RateLimitAction Yank { get; } = new(TokenScopes.Yank, "yanked or unyanked many versions", options => options.Yank);

    public static RateLimitAction ChangeOwners { get; } = new(TokenScopes.ChangeOwners, "changed owners many times", options => options.ChangeOwners);

    public static IReadOnlyList<RateLimitAction> All { get; } = [PublishNew, PublishUpdate, Yank, ChangeOwners];
}
