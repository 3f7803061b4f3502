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

    /// <summary>A figure that should reach all of its goals.</summary>
    public static Figure Reaching(string name, double value, string unit, params Goal[] goals) =>
        new(name, value, unit, string.Join(" and ", goals.Select(goal => goal.Text)), goals.All(goal => value >= goal.Value));
}

/// <summary>What a figure should reach.</summary>
/// <param name="Text">In words, as <c>&gt;= 25 x hangfire</c>.</param>
/// <param name="Value">In the figure's unit.</param>
internal sealed record Goal(string Text, double Value)
{
    public static Goal AtLeast(double value, string unit) => new(FormattableString.Invariant($">= {value} {unit}"), value);

    /// <summary>So many times another figure of the same run.</summary>
    public static Goal Times(double factor, string rival, double rivalValue) =>
        new(FormattableString.Invariant($">= {factor} x {rival}"), factor * rivalValue);
}
