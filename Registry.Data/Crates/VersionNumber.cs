using System.Diagnostics.CodeAnalysis;
using Semver;

namespace Registry.Data.Crates;

/// <summary>A version as Semantic Versioning 2.0 writes it. Build metadata is kept but does not make a version another one.</summary>
public sealed record VersionNumber
{
    /// <summary>The longest version accepted, in characters.</summary>
    public const int MaxLength = 150;

    private VersionNumber(string text) => Text = text;

    /// <summary>As the author wrote it, with build metadata.</summary>
    public string Text { get; }

    /// <summary>Without <c>+build</c>: what must be unique within a crate.</summary>
    public string WithoutBuild => StripBuild(Text);

    /// <summary>Cuts <c>+build</c> off any text, for look-ups.</summary>
    public static string StripBuild(string text)
    {
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? text : text[..plus];
    }

    /// <summary>Reads a version; says in <paramref name="error"/> what is wrong with it, in words for its author.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out VersionNumber? version, [NotNullWhen(false)] out string? error)
    {
        version = null;
        error = null;
        if (text is { Length: > MaxLength })
            error = $"the version is {text.Length} characters long; at most {MaxLength} are allowed";
        else if (!SemVersion.TryParse(text, SemVersionStyles.Strict, out _))
            error = $"`{text}` is not a semantic version; write three numbers, such as 1.2.3 or 1.2.3-beta.1";
        if (error is not null)
            return false;
        version = new VersionNumber(text!);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => Text;
}
