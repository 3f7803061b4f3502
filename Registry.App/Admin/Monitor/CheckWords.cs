using System.Globalization;
using Registry.App.Ui;
using Registry.Data.Monitoring;

namespace Registry.App.Admin.Monitor;

/// <summary>What the page of the monitor says of states.</summary>
internal static class CheckWords
{
    /// <summary>What is measured is newer than what was found.</summary>
    public static (Tone Tone, string Word) Of(CheckCard card) =>
        card is { State: CheckState.Healthy, Gauge.Share: >= 1 } ? (Tone.Retrying, "Past its limit") : Of(card.State);

    public static (Tone Tone, string Word) Of(CheckState state) => state switch
    {
        CheckState.Healthy => (Tone.Live, "All well"),
        CheckState.Unknown => (Tone.Retrying, "Could not tell"),
        CheckState.Unhealthy => (Tone.Stopped, "Found something"),
        _ => (Tone.Waiting, "Not made yet"),
    };

    /// <summary>What the marks of 24 hours show.</summary>
    public static string Sentence(IReadOnlyList<CheckState> hours)
    {
        string[] parts =
        [
            Part(hours, CheckState.Healthy, "all well"), Part(hours, CheckState.Unhealthy, "something found"),
            Part(hours, CheckState.Unknown, "could not tell"), Part(hours, CheckState.NotMade, "not made"),
        ];
        return $"The last 24 hours: {string.Join(", ", parts.Where(part => part.Length > 0))}";
    }

    /// <summary>How a page went.</summary>
    public static (Tone Tone, string Words) Of(Page page) => (page.Action, page) switch
    {
        (PageAction.Trigger, { DeliveredAt: not null }) => (Tone.Live, "was told"),
        (_, { DeliveredAt: not null }) => (Tone.Live, "was told that it is over"),
        (_, { LastError: { } error }) => (Tone.Retrying, $"could not be told, tried {Times(page.Attempts)}: {error}"),
        _ => (Tone.Waiting, page.Action == PageAction.Trigger ? "is being told" : "is being told that it is over"),
    };

    private static string Times(int count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    private static string Part(IReadOnlyList<CheckState> hours, CheckState state, string words) =>
        hours.Count(hour => hour == state) is var count and > 0 ? string.Create(CultureInfo.InvariantCulture, $"{count} × {words}") : "";
}
