using System.Globalization;
using System.Text;

namespace Registry.App.Publishing.Rules;

/// <summary>Features and what they enable (the Cargo book, "Features").</summary>
internal static class FeatureRules
{
    private const string DependencyPrefix = "dep:";

    public static void Check(PublishMetadata metadata, PublishLimits limits)
    {
        if (metadata.Features.Count > limits.MaxFeatures)
        {
            throw PublishRefusedException.Invalid(
                $"there are {metadata.Features.Count} features; at most {limits.MaxFeatures} are allowed, unless an admin allows this crate more");
        }

        var dependencies = metadata.Deps.Select(dependency => dependency.NameInToml).ToHashSet(StringComparer.Ordinal);
        foreach (var (feature, enables) in metadata.Features)
        {
            NameIsSound(feature, $"the feature `{feature}`");
            if (enables.Count > limits.MaxFeatures)
            {
                throw PublishRefusedException.Invalid(
                    $"the feature `{feature}` enables {enables.Count} others; at most {limits.MaxFeatures} are allowed, unless an admin allows this crate more");
            }

            foreach (var enabled in enables)
                ValueIsSound(feature, enabled, metadata, dependencies);
        }
    }

    /// <summary>What a feature may be called; also what a dependency's feature may be called.</summary>
    public static void NameIsSound(string name, string what)
    {
        if (name.Length == 0)
            throw PublishRefusedException.Invalid($"{what} has no name");
        var first = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (first ? !MayStart(rune) : !MayGoOn(rune))
            {
                throw PublishRefusedException.Invalid(
                    $"{what} contains `{rune}`, which is not allowed {(first ? "as the first character; start with a letter, a digit or `_`" : "there")}");
            }

            first = false;
        }
    }

    /// <summary>A value that names nothing would make Cargo skip the version without a word.</summary>
    private static void ValueIsSound(string feature, string value, PublishMetadata metadata, HashSet<string> dependencies)
    {
        var where = $"`{value}` in the feature `{feature}`";
        if (value.StartsWith(DependencyPrefix, StringComparison.Ordinal))
        {
            DependencyIsKnown(value[DependencyPrefix.Length..], where, dependencies);
            return;
        }

        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            NameIsSound(value, where);
            if (!metadata.Features.ContainsKey(value) && !dependencies.Contains(value))
                throw PublishRefusedException.Invalid($"{where} is neither a feature nor an optional dependency");
            return;
        }

        var dependency = value[..slash];
        DependencyIsKnown(dependency.EndsWith('?') ? dependency[..^1] : dependency, where, dependencies);
        NameIsSound(value[(slash + 1)..], where);
    }

    private static void DependencyIsKnown(string name, string where, HashSet<string> dependencies)
    {
        if (!DependencyRules.IsName(name))
            throw PublishRefusedException.Invalid($"{where} does not name a dependency; use ASCII letters, digits, `-` and `_`");
        if (!dependencies.Contains(name))
            throw PublishRefusedException.Invalid($"{where} names `{name}`, which is not among the dependencies");
    }

    private static bool MayStart(Rune rune) => rune.Value == '_' || Rune.IsDigit(rune) && rune.IsAscii || IsIdentifierStart(rune);

    private static bool MayGoOn(Rune rune) => rune.Value is '_' or '-' or '+' or '.' || IsIdentifierStart(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;

    /// <summary>By category, as identifiers are defined in Unicode Standard Annex #31.</summary>
    private static bool IsIdentifierStart(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber;
}
