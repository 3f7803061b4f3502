using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Registry.App.Publishing.Rules;

/// <summary>
/// A version requirement as Cargo reads it (the Cargo book, "Specifying Dependencies"): comparators with commas between them, <c>^</c> where
/// there is no operator. Cargo skips lines of the index with any other.
/// </summary>
internal static class VersionRequirement
{
    private const int MaxComparators = 32;
    private static readonly string[] Operators = ["<=", ">=", "=", "<", ">", "^", "~"];

    /// <summary>Reads a requirement and gives the spelling that Cargo gives it, so that two can be compared.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? normal)
    {
        normal = null;
        if (text.Trim(' ') is "*" or "x" or "X")
        {
            normal = "*";
            return true;
        }

        var parts = text.Split(',');
        if (parts.Length > MaxComparators)
            return false;
        var comparators = parts.Select(part => Comparator(part.Trim(' '))).ToList();
        if (comparators.Contains(null))
            return false;
        normal = string.Join(", ", comparators);
        return true;
    }

    /// <summary>A number as versions are made of: digits, without a zero in front, and no more than 64 bits.</summary>
    public static bool IsNumber(string text) =>
        text.Length > 0 && (text.Length == 1 || text[0] != '0') && text.All(char.IsAsciiDigit)
        && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string? Comparator(string text)
    {
        var op = Operators.FirstOrDefault(op => text.StartsWith(op, StringComparison.Ordinal));
        var version = text[(op?.Length ?? 0)..].TrimStart(' ');
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        if (plus >= 0 && !AreIdentifiers(version[(plus + 1)..], numbersAreStrict: false))
            return null;
        var core = plus < 0 ? version : version[..plus];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var pre = dash < 0 ? null : core[(dash + 1)..];
        if (pre is not null && !AreIdentifiers(pre, numbersAreStrict: true))
            return null;
        var numbers = (dash < 0 ? core : core[..dash]).Split('.');
        var wild = Array.FindIndex(numbers, number => number is "*" or "x" or "X");
        var isWhole = wild < 0 && numbers.Length == 3;
        if (numbers.Length > 3 || ((pre is not null || plus >= 0) && !isWhole))
            return null;
        return wild < 0 ? Plain(op ?? "^", numbers, pre) : Wild(op, numbers, wild);
    }

    private static string? Plain(string op, string[] numbers, string? pre)
    {
        if (!numbers.All(IsNumber))
            return null;
        var text = new StringBuilder(op).AppendJoin('.', numbers);
        return (pre is null ? text : text.Append('-').Append(pre)).ToString();
    }

    /// <summary>After the first wildcard there is nothing but wildcards, and before it at least one number.</summary>
    private static string? Wild(string? op, string[] numbers, int wild)
    {
        if (wild == 0 || !numbers.Take(wild).All(IsNumber) || !numbers.Skip(wild).All(number => number is "*" or "x" or "X"))
            return null;
        var given = string.Join('.', numbers.Take(wild));
        return op is null or "=" ? $"{given}.*" : op + given;
    }

    private static bool AreIdentifiers(string text, bool numbersAreStrict) => text.Split('.').All(identifier =>
        identifier.Length > 0
        && identifier.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
        && !(numbersAreStrict && identifier.Length > 1 && identifier[0] == '0' && identifier.All(char.IsAsciiDigit)));
}
