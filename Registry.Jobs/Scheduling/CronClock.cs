using Cronos;

namespace Registry.Jobs.Scheduling;

/// <summary>What a cron expression says, in UTC. Five fields, or six with seconds in front.</summary>
internal static class CronClock
{
    private const int FieldsWithSeconds = 6;

    /// <summary>Whether it can be read and comes true at all.</summary>
    public static bool IsValid(string? expression) =>
        CronExpression.TryParse(expression ?? "", FormatOf(expression ?? ""), out var parsed)
        && parsed.GetNextOccurrence(DateTime.UnixEpoch) is not null;

    /// <summary>The first moment after <paramref name="moment"/> at which it comes true.</summary>
    public static DateTimeOffset NextAfter(string expression, DateTimeOffset moment) =>
        CronExpression.Parse(expression, FormatOf(expression)).GetNextOccurrence(moment, TimeZoneInfo.Utc) ?? DateTimeOffset.MaxValue;

    /// <summary>
    /// When the next run is due after the tick that is at about <paramref name="moment"/>: the same for all nodes that tick now, though none of
    /// them is on time to the millisecond, and some may be a little early.
    /// </summary>
    public static DateTimeOffset NextAfterTick(string expression, DateTimeOffset moment)
    {
        var next = NextAfter(expression, moment);
        var interval = NextAfter(expression, next) - next;
        return NextAfter(expression, moment + interval / 4);
    }

    private static CronFormat FormatOf(string expression) =>
        expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard;
}
