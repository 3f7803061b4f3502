using Registry.Jobs.Queue;

namespace Registry.Jobs.CleaningUp;

/// <summary>Brings what follows from the date up to date, and removes what is of no use any more.</summary>
internal sealed record CleanUp
{
    /// <summary>When, in UTC, as a cron expression: once a day, since what is recent changes with the day.</summary>
    public const string Schedule = "4 0 * * *";

    /// <summary>The kind. However many nodes tick, the job is one.</summary>
    public static JobKind<CleanUp> Kind { get; } = new("clean_up")
    {
        Coalesce = true,
        Timeout = TimeSpan.FromMinutes(5),
        Key = _ => "clean-up",
    };
}
