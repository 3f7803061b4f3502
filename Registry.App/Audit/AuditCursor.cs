using System.Globalization;

namespace Registry.App.Audit;

/// <summary>Where a page ended: entries go on with those that are older.</summary>
/// <param name="At">The time of its last entry.</param>
/// <param name="Order">What puts entries of one time in order.</param>
internal sealed record AuditCursor(DateTimeOffset At, long Order)
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>Null for what is no cursor.</summary>
    public static AuditCursor? Parse(string text)
    {
        if (text.Split('_') is not [var time, var order]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || !long.TryParse(order, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || microseconds > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TicksPerMicrosecond)
            return null;
        return new AuditCursor(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TicksPerMicrosecond), number);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / TicksPerMicrosecond}_{Order}");
}
