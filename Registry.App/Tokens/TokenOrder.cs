using Registry.App.Accounts;
using Registry.Data.Crates;

namespace Registry.App.Tokens;

/// <summary>A token as it is asked for.</summary>
public sealed record TokenOrder(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> CratePatterns, DateTimeOffset? ExpiresAt)
{
    public const int MaxNameLength = 100;

    private const int MaxPatterns = 50;

    /// <summary>How long a token may be good for, in days; 0 is for ever.</summary>
    public static IReadOnlyList<(int Days, string Words)> Lives { get; } =
        [(7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "a year"), (0, "for ever")];

    /// <summary>Answers what is wrong, in words for who asks; null when nothing is.</summary>
    /// <param name="name">The label.</param>
    /// <param name="scopes">What it may do; none for everything.</param>
    /// <param name="crates">Names and patterns with blanks, commas or lines between them; none for all crates.</param>
    /// <param name="days">One of <see cref="Lives"/>.</param>
    /// <param name="now">From when.</param>
    /// <param name="order">What is asked for, when nothing is wrong.</param>
    public static string? Read(string? name, IReadOnlyList<string>? scopes, string? crates, int days, DateTimeOffset now, out TokenOrder? order)
    {
        order = null;
        var label = name?.Trim() ?? "";
        var patterns = (crates ?? "").Split([' ', ',', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        if (label.Length == 0)
            return "Give the token a name that tells where it is used.";
        if (label.Length > MaxNameLength || label.Any(char.IsControl))
            return $"The name is too long; {MaxNameLength} characters are enough.";
        if (scopes?.FirstOrDefault(scope => !TokenScopes.All.Contains(scope)) is { } unknown)
            return $"There is no scope {unknown}.";
        if (patterns.FirstOrDefault(pattern => !IsPattern(pattern)) is { } wrong)
            return $"{wrong} is neither the name of a crate nor the beginning of one with * after it.";
        if (patterns.Length > MaxPatterns)
            return $"A token can be limited to {MaxPatterns} names and patterns; these are {patterns.Length}.";
        if (Lives.All(life => life.Days != days))
            return "Choose how long the token is good for.";
        order = new TokenOrder(label, [.. TokenScopes.All.Where(scope => scopes?.Contains(scope) == true)], patterns, days == 0 ? null : now.AddDays(days));
        return null;
    }

    private static bool IsPattern(string text) =>
        CrateName.TryParse(text.EndsWith('*') ? text[..^1] : text, out _, out _) || text == "*";
}
