namespace Registry.Benchmarks;

/// <summary>One measured value, and what it should be.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Target">What it should be, in words; null where nothing is promised.</param>
/// <param name="Met">Whether it is; null without a target.</param>
internal sealed record Figure(string Name, double Value, string Unit, string? Target = null, bool? Met = null)
{
    /// <summary>A figure that should stay below a limit.</summary>
    public static Figure Below(string name, double value, string unit, double limit) =>
        new(name, value, unit, FormattableString.Invariant($"< {limit} {unit}"), value < limit);

    /// <summary>A figure that should not exceed a limit.</summary>
    public static Figure AtMost(string name, double value, string unit, double limit) =>
        new(name, value, unit, FormattableString.Invariant($"<= {limit} {unit}"), value <= limit);
}
