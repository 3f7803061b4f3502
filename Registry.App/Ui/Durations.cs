using System.Globalization;

namespace Registry.App.Ui;

/// <summary>Lengths of time in the words people use.</summary>
internal static class Durations
{
    /// <summary>How long something took: exact while it is short, "0.08 s", "1.4 s", "2 min 5 s".</summary>
    public static string Took(TimeSpan span)
    {
        var seconds = Math.Max(0, span.TotalSeconds);
        if (seconds < 0.995)
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0.01, seconds):0.00} s");
        if (seconds < 9.95)
            return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s");
        return Whole((long)Math.Round(seconds));
    }

    /// <summary>How long something has been going on, in whole seconds.</summary>
    public static string Elapsed(TimeSpan span) => Whole((long)Math.Max(0, span.TotalSeconds));

    /// <summary>How long until something comes, in whole seconds, never before it is due.</summary>
    public static string Left(TimeSpan span) => Whole((long)Math.Ceiling(Math.Max(0, span.TotalSeconds)));

    private static string Whole(long seconds) => seconds switch
    {
        < 60 => $"{seconds} s",
        < 3600 => Two(seconds / 60, "min", seconds % 60, "s"),
        < 86400 => Two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
        _ => Two(seconds / 86400, "d", seconds % 86400 / 3600, "h"),
    };

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
