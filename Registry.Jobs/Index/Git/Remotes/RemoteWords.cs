using System.Text.RegularExpressions;

namespace Registry.Jobs.Index.Git.Remotes;

/// <summary>What a person needs of all that git prints about a remote.</summary>
internal static partial class RemoteWords
{
    private const int MaxLength = 1000;
    private const string FromRemote = "remote: ";

    /// <summary>What git and the server said of a failure.</summary>
    public static string Of(GitOutcome outcome)
    {
        var words = Shortened(Lines(outcome.Error).Select(line => line.StartsWith(FromRemote, StringComparison.Ordinal) ? line[FromRemote.Length..] : line));
        return words.Length > 0 ? words : $"git ended with exit code {outcome.ExitCode}.";
    }

    /// <summary>What the server said, such as a hook, as the end of a sentence; empty when it said nothing.</summary>
    public static string Quote(string error)
    {
        var words = Shortened(Lines(error)
            .Where(line => line.StartsWith(FromRemote, StringComparison.Ordinal))
            .Select(line => line[FromRemote.Length..]));
        return words.Length == 0 ? "" : $" It says: {words}";
    }

    private static string Shortened(IEnumerable<string> lines)
    {
        var words = string.Join(' ', lines.Select(line => line.Trim()).Where(line => line.Length > 0));
        return words.Length > MaxLength ? words[..MaxLength] + "…" : words;
    }

    /// <summary>Progress is overwritten on a terminal by what follows a carriage return.</summary>
    private static IEnumerable<string> Lines(string text) => text.Split('\n')
        .Select(line => line.TrimEnd('\r', ' '))
        .Select(line => line[(line.LastIndexOf('\r') + 1)..])
        .Where(line => !Progress().IsMatch(line));

    [GeneratedRegex(@"^(?:remote: )?(?:[A-Z][a-z]+(?: [a-z]+){1,2}: +\d+(?:%|,|$)|Delta compression using|Total \d+ \(delta)", RegexOptions.CultureInvariant)]
    private static partial Regex Progress();
}
