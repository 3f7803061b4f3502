using System.Globalization;

namespace Registry.App.Cli;

/// <summary>How long something is good for, as arguments write it: <c>12h</c>, <c>30d</c>, <c>52w</c>.</summary>
internal static class Lifetime
{
    private const int Most = 100_000;

    public static bool TryParse(string text, out TimeSpan lifetime)
    {
        var isNumber = int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        lifetime = (isNumber && count <= Most ? text[^1] : ' ') switch
        {
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'w' => TimeSpan.FromDays(7L * count),
            _ => TimeSpan.Zero,
        };
        return lifetime > TimeSpan.Zero;
    }
}
