using System.CommandLine;
using Registry.App.Hosting;

namespace Registry.App.Cli;

/// <summary>Settings among the arguments of a verb: <c>--Section:Key=value</c>, <c>--Section:Key value</c>, and <c>--urls</c>.</summary>
internal static class Settings
{
    private const string Marker = "--";

    /// <summary>Known to every verb, and to nobody else.</summary>
    public static Option<string[]> Option { get; } = new("--a-setting") { Hidden = true, Recursive = true };

    public static bool IsSetting(string token)
    {
        if (!token.StartsWith(Marker, StringComparison.Ordinal))
            return false;
        var key = Key(token);
        return key.Contains(':', StringComparison.Ordinal) || key.Equals(WebHostDefaults.ServerUrlsKey, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Each setting as a value of <see cref="Option"/>. As they are written they would be taken for arguments of verbs that have some.
    /// </summary>
    public static IEnumerable<string> Gather(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsSetting(args[i]))
            {
                yield return args[i];
                continue;
            }

            yield return Option.Name;
            if (args[i].Contains('=', StringComparison.Ordinal))
                yield return args[i][Marker.Length..];
            else if (i + 1 < args.Count && !IsSetting(args[i + 1]))
                yield return $"{Key(args[i])}={args[++i]}";
            else
                yield return $"{Key(args[i])}=";
        }
    }

    /// <summary>What is wrong with the keys.</summary>
    public static IEnumerable<string> Faults(ParseResult parsed) => Of(parsed).Select(setting => KnownSettings.Fault(Key(setting))).OfType<string>();

    /// <summary>The settings of a parsed verb, for a configuration.</summary>
    public static string[] Of(ParseResult parsed) => [.. (parsed.GetValue(Option) ?? []).Select(setting => Marker + setting)];

    private static string Key(string token) => token[Marker.Length..].Split('=')[0];
}
