using Registry.Data.Crates;

namespace Registry.App.Publishing.Rules;

/// <summary>Dependencies, as far as the upload alone tells.</summary>
internal static class DependencyRules
{
    private static readonly string[] RegistrySchemes = ["http", "https", "file", "ssh", "git"];

    public static void Check(PublishMetadata metadata, PublishLimits limits)
    {
        if (metadata.Deps.Count > limits.MaxDependencies)
        {
            throw PublishRefusedException.Invalid(
                $"there are {metadata.Deps.Count} dependencies; at most {limits.MaxDependencies} are allowed, unless an admin allows this crate more");
        }

        foreach (var dependency in metadata.Deps)
            Check(dependency);
    }

    /// <summary>Unlike a crate, a dependency may be called something that starts with <c>_</c>.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= CrateName.MaxLength
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private static void Check(PublishDependency dependency)
    {
        if (!CrateName.TryParse(dependency.Name, out _, out var fault))
            throw Refusal(dependency, fault);
        if (dependency.ExplicitNameInToml is { } alias && !IsName(alias))
            throw Refusal(dependency, $"it is renamed to `{alias}`, which is no name; use ASCII letters, digits, `-` and `_`");
        RequirementIsSound(dependency);
        if (dependency.Kind is not (null or "normal" or "build" or "dev"))
            throw Refusal(dependency, $"its kind `{dependency.Kind}` is unknown; it must be normal, build or dev");
        string?[] texts = [dependency.Target, dependency.Registry, dependency.BindepTarget, .. dependency.Features];
        if (texts.Any(text => text is not null && text.Any(char.IsControl)))
            throw Refusal(dependency, "it contains a control character; remove it");
        foreach (var feature in dependency.Features.Where(feature => feature.Length > 0))
            FeatureRules.NameIsSound(feature, $"the feature `{feature}` of dependency `{dependency.Name}`");
        if (!string.IsNullOrEmpty(dependency.Registry) && !IsRegistry(dependency.Registry))
            throw Refusal(dependency, $"its registry `{dependency.Registry}` is not the address of an index");
        if (ArtifactRules.Fault(dependency) is { } artifactFault)
            throw Refusal(dependency, artifactFault);
    }

    private static void RequirementIsSound(PublishDependency dependency)
    {
        if (!VersionRequirement.TryNormalize(dependency.VersionReq, out var requirement))
            throw Refusal(dependency, $"`{dependency.VersionReq}` is no version requirement; write one such as \"1.2\" or \">=1.2, <3\"");
        if (requirement == "*")
        {
            throw Refusal(
                dependency, "any version (`*`) is not allowed, because a later one may break this crate; write the versions that work, such as \"1.2\"");
        }
    }

    private static bool IsRegistry(string address)
    {
        var plus = address.IndexOf('+', StringComparison.Ordinal);
        return Uri.TryCreate(plus > 0 && plus < address.IndexOf(':', StringComparison.Ordinal) ? address[(plus + 1)..] : address, UriKind.Absolute, out var parsed)
            && RegistrySchemes.Contains(parsed.Scheme);
    }

    private static PublishRefusedException Refusal(PublishDependency dependency, string fault) =>
        PublishRefusedException.Invalid($"dependency `{dependency.Name}`: {fault}");
}
