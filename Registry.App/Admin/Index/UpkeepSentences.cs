using System.Text.Json;
using Registry.Data.Monitoring;
using Registry.Jobs.Index.Upkeep;
using Registry.Jobs.Monitoring.Running;

namespace Registry.App.Admin.Index;

/// <summary>Says in words what the record of a run has in figures.</summary>
internal static class UpkeepSentences
{
    public static UpkeepRun Read(MonitorRun run)
    {
        var read = new UpkeepRun(run.StartedAt, run.FinishedAt, run.Node, run.Outcome, run.Error);
        if (run.Results is not { } results)
            return read;
        return run.Kind switch
        {
            RunKind.Squash when Parse<SquashReport>(results) is var report => report.Phase is { } phase
                ? read with { RequestedBy = report.RequestedBy, Progress = new(phase) }
                : Of(read, report),
            RunKind.Pack when Parse<PackReport>(results) is var report => report.Phase is { } phase
                ? read with { RequestedBy = report.RequestedBy, Progress = new(phase) }
                : Of(read, report),
            _ => Of(read, Parse<InspectionReport>(results)),
        };
    }

    private static UpkeepRun Of(UpkeepRun run, SquashReport report) => run with
    {
        RequestedBy = report.RequestedBy,
        Sentence = report.Snapshot is { } snapshot
            ? $"The history is one commit now, {Short(report.NewHead)}. What was before, up to {Short(report.OldHead)}, is on the branch {snapshot}."
            : "There was nothing to collapse: the git index is one commit already.",
    };

    private static UpkeepRun Of(UpkeepRun run, PackReport report) => run with
    {
        RequestedBy = report.RequestedBy,
        Sentence = report.Before is null ? "Another process was packing, so nothing was done." : $"Before: {report.Before}. After: {report.After}.",
    };

    private static UpkeepRun Of(UpkeepRun run, InspectionReport report)
    {
        var total = run.FinishedAt is null && report.Total is { } all ? Math.Max(all, report.Seen) : (long?)null;
        var compared = $"Compared {(total is null ? null : $"{Numbers.Words(report.Seen)} of ")}{Number(total ?? report.Crates, "crate", "crates")} and {Number(report.Files, "stored file", "stored files")}"
            + (run.FinishedAt is null ? " so far: " : ": ")
            + (report.Differences == 0 ? "no difference." : $"{Number(report.Differences, "difference", "differences")}.");
        string[] more =
        [
            report.UnderWay == 0 ? "" : $"{Number(report.UnderWay, "crate with changes on its way was", "crates with changes on their way were")} left out.",
            report.SeesGit ? "" : "The git index is not on that machine and was not compared.",
            report.SeesFiles ? "" : "The stored files are not on that machine and were not compared.",
            report.Jobs is > 0 and var jobs ? $"{Number(jobs, "job is", "jobs are")} enqueued to mend it." : "",
            report is { Jobs: not null, BeyondMending: > 0 } ? $"{Number(report.BeyondMending, "difference", "differences")} no job can mend; see the manual." : "",
            report.IsCutShort ? "It took too long and was ended; `registry index verify` at a terminal has all the time it needs." : "",
        ];
        return run with
        {
            RequestedBy = report.RequestedBy,
            Progress = total is null ? null
                : new(report.Seen < total ? "Comparing crates" : "Looking for what belongs to no crate, and at stored files", report.Seen, total),
            Sentence = string.Join(' ', more.Where(words => words.Length > 0).Prepend(compared)),
            Differences = report.Sentences,
        };
    }

    private static string Number(long count, string one, string many) => $"{Numbers.Words(count)} {(count == 1 ? one : many)}";

    private static string Short(string? commit) => commit?[..Math.Min(10, commit.Length)] ?? "?";

    private static T Parse<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
