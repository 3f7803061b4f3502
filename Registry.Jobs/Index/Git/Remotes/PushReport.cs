namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>Why a branch was not pushed.</summary>
/// <param name="Reason">The words of git, or of the server.</param>
/// <param name="Moved">It was elsewhere than expected.</param>
internal sealed record PushRefusal(string Reason, bool Moved);

/// <summary>Reads what <c>git push --porcelain</c> says of each branch.</summary>
internal static class PushReport
{
    private const string ByGit = "[rejected] ";
    private const string ByServer = "[remote rejected] ";
    /// <summary>Why is said only beside it.</summary>
    private const string AsOneFailed = "atomic transaction failed";

    private const string AsOthersWere = "atomic push failed";

    /// <summary>A server whose branch moved between its list and our update says so in one of these ways.</summary>
    private static readonly string[] LateMoves =
        ["but expected", "cannot lock ref", "failed to update ref", "reference already exists", "incorrect old value provided", "failed to lock"];

    /// <summary>Null when nothing was refused.</summary>
    public static PushRefusal? Refusal(GitOutcome outcome)
    {
        var refusals = outcome.Output.Split('\n')
            .Where(line => line.StartsWith("!\t", StringComparison.Ordinal))
            .Select(line => Read(line.Split('\t')[^1].TrimEnd('\r'), outcome.Error))
            .ToList();

        // With --atomic the others only say that they were not pushed either.
        return refusals.FirstOrDefault(refusal => refusal.Reason != AsOthersWere) ?? refusals.FirstOrDefault();
    }

    private static PushRefusal Read(string summary, string error)
    {
        if (summary.StartsWith(ByGit, StringComparison.Ordinal))
            return new PushRefusal(Reason(summary[ByGit.Length..]), Moved: true);
        var reason = summary.StartsWith(ByServer, StringComparison.Ordinal) ? Reason(summary[ByServer.Length..]) : summary;
        var cause = reason == AsOneFailed ? error : reason;
        return new PushRefusal(reason, LateMoves.Any(words => cause.Contains(words, StringComparison.Ordinal)));
    }

    private static string Reason(string text) => text.Trim().TrimStart('(').TrimEnd(')');
}
