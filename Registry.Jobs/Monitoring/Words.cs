using System.Globalization;

namespace Registry.Jobs.Monitoring;

/// <summary>Figures as people say them, for the sentences of findings.</summary>
internal static class Words
{
    private const int MaxQuote = 200;

    /// <summary>Such as <c>45 s</c>, <c>17 min</c>, <c>2 h 5 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)time.TotalSeconds)} s"),
        { TotalMinutes: < 60 } => Pair((int)time.TotalMinutes, "min", time.TotalMinutes < 5 ? time.Seconds : 0, "s"),
        { TotalHours: < 48 } => Pair((int)time.TotalHours, "h", time.Minutes, "min"),
        _ => Pair((int)time.TotalDays, "d", time.Hours, "h"),
    };

    /// <summary>A moment, to the second and in UTC.</summary>
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    /// <summary>The first line of an error, not too much of it.</summary>
    public static string Quote(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        if (end >= 0)
            line = line[..end];
        return line.Length <= MaxQuote ? line.ToString() : $"{line[..MaxQuote]}…";
    }

    private static string Pair(int large, string largeUnit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large} {largeUnit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large} {largeUnit} {small} {smallUnit}");
}
