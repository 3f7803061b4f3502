using System.Diagnostics.CodeAnalysis;

namespace Registry.Data.Crates;

/// <summary>
/// The name of a crate as its author spelled it. Two names that differ only in case or in <c>-</c> and <c>_</c> are the same crate to
/// Cargo's users, so look-ups go by <see cref="Canonical"/>; index files and archives keep the author's spelling.
/// </summary>
public sealed record CrateName
{
    /// <summary>The longest name accepted, in characters.</summary>
    public const int MaxLength = 64;

    private CrateName(string text) => Text = text;

    /// <summary>The author's spelling.</summary>
    public string Text { get; }

    /// <summary>Lower case with <c>_</c> for <c>-</c>: equal for names that must not exist beside one another.</summary>
    public string Canonical => Canonicalize(Text);

    /// <summary>The canonical spelling of any text, for look-ups by names that need not be valid.</summary>
    public static string Canonicalize(string text) => text.ToLowerInvariant().Replace('-', '_');

    /// <summary>Reads a name; says in <paramref name="error"/> what is wrong with it, in words for its author.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CrateName? name, [NotNullWhen(false)] out string? error)
    {
        name = null;
        error = Fault(text);
        if (error is not null)
            return false;
        name = new CrateName(text!);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private static string? Fault(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "the crate name is empty";
        if (text.Length > MaxLength)
            return $"the crate name `{text}` is {text.Length} characters long; at most {MaxLength} are allowed";
        if (char.IsAsciiDigit(text[0]))
            return $"the crate name `{text}` starts with a digit; it must start with a letter from a to z";
        if (!char.IsAsciiLetter(text[0]))
            return $"the crate name `{text}` starts with `{Rune(text, 0)}`; it must start with a letter from a to z";
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('-' or '_'))
                return $"the crate name `{text}` contains `{Rune(text, i)}`; only ASCII letters, digits, `-` and `_` are allowed";
        }

        return null;
    }

    private static string Rune(string text, int at) =>
        System.Text.Rune.TryGetRuneAt(text, at, out var rune) ? rune.ToString() : "\uFFFD";
}
