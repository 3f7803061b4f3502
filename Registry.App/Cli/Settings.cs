using System.CommandLine;
using Registry.App.Hosting;

namespace Registry.App.Cli;

/// <summary>Settings among the arguments of a verb: <c>--Section:Key=value</c>, <c>--Section:Key value</c>, and <c>--urls</c>.</summary>
internal static class Settings
{
    private const string Marker = "--";

    public static bool IsSetting(string token)
    {
        if (!token.StartsWith(Marker, StringComparison.Ordinal))
            return false;
        var key = Key(token);
        return key.Contains(':', StringComparison.Ordinal) || key.Equals(WebHostDefaults.ServerUrlsKey, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What among the tokens is neither a setting nor the value of one.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<string> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!IsSetting(tokens[i]))
                yield return $"`{tokens[i]}` is not known here.";
            else if (KnownSettings.Fault(Key(tokens[i])) is { } fault)
                yield return fault;
            else if (!tokens[i].Contains('=', StringComparison.Ordinal) && i + 1 < tokens.Count && !IsSetting(tokens[i + 1]))
                i++;
        }
    }

    private static string Key(string token) => token[Marker.Length..].Split('=')[0];

    /// <summary>The settings of a parsed verb, for a configuration.</summary>
    public static string[] Of(ParseResult parsed) => [.. parsed.UnmatchedTokens];
}
