using System.Diagnostics.CodeAnalysis;

namespace Registry.App.Publishing.Rules;

/// <summary>
/// A licence expression of SPDX 2.3 (annex D), with <c>/</c> as Cargo once wrote <c>OR</c>. Identifiers are compared with case, as crates.io does.
/// </summary>
internal sealed class SpdxExpression
{
    private const int MaxDepth = 32;

    private static readonly HashSet<string> Licenses = [.. WordList.Read("spdx-licenses")];
    private static readonly HashSet<string> Exceptions = [.. WordList.Read("spdx-exceptions")];
    private static readonly string[] Words = ["AND", "OR", "WITH", "(", ")"];

    private readonly List<string> _tokens;
    private int _next;

    private SpdxExpression(List<string> tokens) => _tokens = tokens;

    private string? Current => _next < _tokens.Count ? _tokens[_next] : null;

    /// <summary>Whether it can be read and names known licences only; else <paramref name="fault"/> says what is wrong with it.</summary>
    public static bool IsValid(string text, [NotNullWhen(false)] out string? fault)
    {
        var expression = new SpdxExpression(Split(text));
        fault = expression.Alternatives(MaxDepth);
        if (fault is null && expression.Current is { } rest)
            fault = $"`{rest}` is not expected there; write AND or OR between licences";
        return fault is null;
    }

    private static List<string> Split(string text) =>
    [
        .. text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal)
            .Replace("/", " OR ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries),
    ];

    private string? Alternatives(int depth) => Series("OR", () => Series("AND", () => Operand(depth)));

    private string? Series(string word, Func<string?> operand)
    {
        var fault = operand();
        while (fault is null && Current == word)
        {
            _next++;
            fault = operand();
        }

        return fault;
    }

    private string? Operand(int depth)
    {
        if (Current != "(")
            return License() ?? Exception();
        if (depth == 0)
            return "there are too many brackets";
        _next++;
        var fault = Alternatives(depth - 1);
        if (fault is null && Current != ")")
            return "a bracket is not closed";
        _next++;
        return fault;
    }

    private string? License()
    {
        if (Current is not { } token || Words.Contains(token))
            return Current is null ? "a licence is missing at its end" : $"a licence is missing before `{Current}`";
        _next++;
        return IsLicense(token) ? null : $"there is no licence `{token}`{Meant(token, Licenses)}";
    }

    private string? Exception()
    {
        if (Current != "WITH")
            return null;
        _next++;
        if (Current is not { } token || Words.Contains(token))
            return "an exception is missing after WITH";
        _next++;
        return Exceptions.Contains(token) ? null : $"there is no exception `{token}`{Meant(token, Exceptions)}";
    }

    private static bool IsLicense(string token) =>
        Licenses.Contains(token) || (token.EndsWith('+') && Licenses.Contains(token[..^1])) || IsReference(token);

    /// <summary>A licence of one's own: <c>LicenseRef-</c> and a name.</summary>
    private static bool IsReference(string token)
    {
        const string License = "LicenseRef-";
        const string Document = "DocumentRef-";
        var reference = token.StartsWith(Document, StringComparison.Ordinal) ? token[(token.IndexOf(':', StringComparison.Ordinal) + 1)..] : token;
        return reference.StartsWith(License, StringComparison.Ordinal) && reference.Length > License.Length
            && reference[License.Length..].All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.');
    }

    private static string Meant(string token, IEnumerable<string> known) =>
        Words.Contains(token.ToUpperInvariant()) ? $", write {token.ToUpperInvariant()}"
        : Nearest.To(token, known) is { } near ? $" (did you mean `{near}`?)" : "";
}
