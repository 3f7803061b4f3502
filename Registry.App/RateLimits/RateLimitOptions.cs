using Microsoft.Extensions.Options;

namespace Registry.App.RateLimits;

/// <summary>
/// How often a user may do what, section <c>RateLimits</c>. Meant to stop a script that has gone wild, not a workspace of many crates
/// (docs/adr/0019).
/// </summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>First versions of crates.</summary>
    public RateLimit PublishNew { get; } = new() { Burst = 1000, Rate = TimeSpan.FromSeconds(10) };

    /// <summary>Further versions.</summary>
    public RateLimit PublishUpdate { get; } = new() { Burst = 2000, Rate = TimeSpan.FromSeconds(5) };

    /// <summary>Yanks and unyanks.</summary>
    public RateLimit Yank { get; } = new() { Burst = 2000, Rate = TimeSpan.FromSeconds(5) };

    /// <summary>Requests that add or remove owners.</summary>
    public RateLimit ChangeOwners { get; } = new() { Burst = 1000, Rate = TimeSpan.FromSeconds(10) };
}

/// <summary>A bucket that is full at first: each time takes a token, and tokens come back one by one.</summary>
internal sealed class RateLimit
{
    /// <summary>How many tokens it holds; 0 for no limit.</summary>
    public int Burst { get; set; }

    /// <summary>How long it takes until one is back.</summary>
    public TimeSpan Rate { get; set; }
}

/// <summary>Lists every limit that makes no sense, by its key.</summary>
internal sealed class RateLimitOptionsValidator : IValidateOptions<RateLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, RateLimitOptions options)
    {
        (string Key, RateLimit Limit)[] limits =
        [
            (nameof(options.PublishNew), options.PublishNew),
            (nameof(options.PublishUpdate), options.PublishUpdate),
            (nameof(options.Yank), options.Yank),
            (nameof(options.ChangeOwners), options.ChangeOwners),
        ];
        var faults = new List<string>();
        foreach (var (key, limit) in limits)
        {
            if (limit.Burst < 0)
                faults.Add($"{RateLimitOptions.Section}:{key}:{nameof(limit.Burst)} is {limit.Burst}; give a number, or 0 for no limit.");
            if (limit.Rate <= TimeSpan.Zero)
                faults.Add($"{RateLimitOptions.Section}:{key}:{nameof(limit.Rate)} is {limit.Rate}; give the time for one, such as 00:01:00.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
