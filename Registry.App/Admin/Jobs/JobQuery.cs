using System.Globalization;
using System.Text.RegularExpressions;
using Registry.Jobs.Index;
using Registry.Jobs.Queue;

namespace Registry.App.Admin.Jobs;

/// <summary>One word of a query, such as <c>kind:update_git_index</c>.</summary>
internal sealed record QueryToken(string Name, string Value)
{
    public override string ToString() => Value.Length > 0 && !Value.Any(c => char.IsWhiteSpace(c) || c is '"' or '\\')
        ? $"{Name}:{Value}"
        : $"{Name}:\"{Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

/// <summary>
/// Which jobs are listed, as it stands in the address: words such as <c>state:retrying error:"push rejected"</c>, so that a link shows the same
/// to whoever follows it. Of each name the last one counts.
/// </summary>
internal sealed partial record JobQuery
{
    public const string Names = "state, kind, queue, crate, error, failure, attempts, queued, worker and id";

    /// <summary>What is kept of jobs that are done.</summary>
    private static readonly string[] OfDone = ["state", "kind", "queue", "crate", "worker", "id"];

    public static JobQuery Everything { get; } = new();

    /// <summary>Jobs for which cargo does not see yet what was accepted a while ago, although nothing has failed.</summary>
    public static JobQuery Late { get; } = Parse($"kind:{IndexJobs.UpdateSparseIndex.Name} attempts:<1 queued:>1m");

    public IReadOnlyList<QueryToken> Tokens { get; private init; } = [];

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    public string? Fault { get; private init; }

    /// <summary>It asks for jobs that were done, which are found elsewhere and can no longer be acted on.</summary>
    public bool IsDone => this["state"] is { } state && JobWord.Named(state) == JobWord.Done;

    public string? this[string name] => Tokens.FirstOrDefault(token => token.Name == name)?.Value;

    public string Address => Tokens.Count == 0 ? "admin/jobs" : $"admin/jobs?q={Uri.EscapeDataString(ToString())}";

    /// <summary>The page of a job that is opened from the list.</summary>
    public string AddressOf(long id) => $"admin/jobs/{id}{(Tokens.Count == 0 ? null : $"?q={Uri.EscapeDataString(ToString())}")}";

    public static JobQuery Parse(string? text)
    {
        var tokens = new Dictionary<string, QueryToken>(StringComparer.Ordinal);
        string? fault = null;
        foreach (Match match in Token().Matches(text ?? ""))
        {
            var token = Read(match);
            fault ??= FaultOf(token);
            tokens[token.Name] = token;
        }

        var query = new JobQuery { Tokens = [.. tokens.Values], Fault = fault };
        return query.Fault is null && query.IsDone && tokens.Keys.FirstOrDefault(name => !OfDone.Contains(name)) is { } lost
            ? query with { Fault = $"Of jobs that are done, `{lost}:` is not kept; they are found by kind, queue, crate, worker and id." }
            : query;
    }

    public JobQuery With(string name, string value) =>
        Parse(string.Join(' ', Tokens.Where(token => token.Name != name).Append(new QueryToken(name, value))));

    /// <summary>The same in another state, without the words that make no sense there.</summary>
    public JobQuery In(JobWord state) => state == JobWord.Done
        ? Parse(string.Join(' ', Tokens.Where(token => OfDone.Contains(token.Name)))).With("state", state.Token)
        : With("state", state.Token);

    public JobQuery Without(string name) => Parse(string.Join(' ', Tokens.Where(token => token.Name != name)));

    public JobQuery And(string? more) => Parse($"{this} {more}");

    /// <summary>
    /// What to ask the queue for. The crate is named by its key there, which the caller looks up. Of unfinished jobs none is done.
    /// </summary>
    public JobFilter Filter(DateTimeOffset now)
    {
        if (IsDone)
            return new JobFilter { Ids = [] };
        var state = this["state"] is { } named ? JobWord.Named(named) : null;
        var (attempts, queued) = (this["attempts"], this["queued"]);
        return new JobFilter
        {
            State = state?.State,
            Kind = this["kind"],
            Queue = this["queue"],
            Error = this["error"],
            FoldedError = this["failure"],
            Ids = Numbered,
            Worker = this["worker"],
            MinAttempts = attempts is ['>', ..] ? NumberOf(attempts) + 1 : state?.MinAttempts,
            MaxAttempts = attempts is ['<', ..] ? Math.Min(NumberOf(attempts) - 1, state?.MaxAttempts ?? int.MaxValue) : state?.MaxAttempts,
            CreatedBefore = queued is ['>', ..] ? now - SpanOf(queued) : null,
            CreatedAfter = queued is ['<', ..] ? now - SpanOf(queued) : null,
        };
    }

    /// <summary>The same for jobs that are done.</summary>
    public JobFilter DoneFilter() => new() { Kind = this["kind"], Queue = this["queue"], Worker = this["worker"], Ids = Numbered };

    private long[]? Numbered => this["id"] is { } ids ? [.. ids.Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture))] : null;

    public override string ToString() => string.Join(' ', Tokens);

    private static QueryToken Read(Match match)
    {
        var value = match.Groups["quoted"] is { Success: true } quoted ? Escape().Replace(quoted.Value, "$1") : match.Groups["value"].Value;
        var name = match.Groups["name"].Value.ToLowerInvariant();
        return name.Length > 0 ? new(name, value) : new(value.All(char.IsAsciiDigit) ? "id" : "crate", value);
    }

    private static string? FaultOf(QueryToken token) => token.Name switch
    {
        "state" => JobWord.Named(token.Value) is null
            ? $"There is no state `{token.Value}`; there are {string.Join(", ", JobWord.All.Select(word => word.Token))}."
            : null,
        "kind" or "queue" or "crate" or "error" or "failure" or "worker" => token.Value.Length == 0 ? $"`{token.Name}:` lacks a word." : null,
        "attempts" => Attempts().IsMatch(token.Value) ? null : "Write `attempts:>3` for jobs with more than three attempts behind them, `attempts:<3` for fewer.",
        "queued" => Age().IsMatch(token.Value) ? null : "Write `queued:>1h` for jobs that were added more than an hour ago, `queued:<1h` for those added since.",
        "id" => Ids().IsMatch(token.Value) ? null : "Write `id:4127`, or several with commas between them.",
        _ => $"There is no filter `{token.Name}`; there are {Names}.",
    };

    private static TimeSpan SpanOf(string age)
    {
        var count = int.Parse(age.AsSpan(1, age.Length - 2), CultureInfo.InvariantCulture);
        return age[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }

    private static int NumberOf(string attempts) => int.Parse(attempts.AsSpan(1), CultureInfo.InvariantCulture);

    [GeneratedRegex("""(?:(?<name>[A-Za-z]+):)?(?:"(?<quoted>(?:[^"\\]|\\.)*)"?|(?<value>[^\s"]+))|(?<name>[A-Za-z]+):(?<value>)""")]
    private static partial Regex Token();

    [GeneratedRegex("""\\(.)""")]
    private static partial Regex Escape();

    [GeneratedRegex("^[<>][0-9]{1,6}$")]
    private static partial Regex Attempts();

    [GeneratedRegex("^[<>][0-9]{1,4}[smhd]$")]
    private static partial Regex Age();

    [GeneratedRegex("^[0-9]{1,18}(,[0-9]{1,18}){0,999}$")]
    private static partial Regex Ids();
}
