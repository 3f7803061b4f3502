using System.Globalization;
using Registry.App.Hosting;

namespace Registry.App.Cli;

/// <summary>Lengths of time as options of verbs: <c>12h</c>, <c>30d</c>, <c>52w</c>.</summary>
internal static class Spans
{
    /// <param name="text">What was given.</param>
    /// <param name="option">For which option.</param>
    /// <exception cref="SettingException">It is no such thing.</exception>
    public static TimeSpan Parse(string text, string option)
    {
        var known = int.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and < 100_000;
        return (known ? text[^1] : ' ') switch
        {
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'w' => TimeSpan.FromDays(7 * count),
            _ => throw new SettingException($"{option} is `{text}`; write a number and h, d or w, such as 30d."),
        };
    }
}
