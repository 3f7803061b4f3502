using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>What a crate must fulfil that can be told from the upload alone, in the order in which an author hears of it.</summary>
internal static class PublishRules
{
    private const int MaxDependencyNameLength = CrateName.MaxLength;

    /// <summary>Checked before the archive is received.</summary>
    public static (CrateName Name, VersionNumber Version) CheckIdentity(PublishMetadata metadata)
    {
        if (!CrateName.TryParse(metadata.Name, out var name, out var nameFault))
            throw PublishRefusedException.Invalid(nameFault);
        if (!VersionNumber.TryParse(metadata.Vers, out var version, out var versionFault))
            throw PublishRefusedException.Invalid(versionFault);
        return (name, version);
    }

    /// <summary>Checked once the archive is known to be sound. The first rule that is broken is the one that is told.</summary>
    public static void Check(PublishMetadata metadata, CrateManifest manifest)
    {
        NameAgrees(metadata, manifest);
        VersionAgrees(metadata, manifest);
        foreach (var dependency in metadata.Deps)
            DependencyIsSound(dependency);
    }

    private static void NameAgrees(PublishMetadata metadata, CrateManifest manifest)
    {
        if (!string.Equals(metadata.Name, manifest.Name, StringComparison.Ordinal))
            throw Disagreement("name", metadata.Name, manifest.Name);
    }

    private static void VersionAgrees(PublishMetadata metadata, CrateManifest manifest)
    {
        if (!string.Equals(metadata.Vers, manifest.Version, StringComparison.Ordinal))
            throw Disagreement("version", metadata.Vers, manifest.Version);
    }

    private static void DependencyIsSound(PublishDependency dependency)
    {
        if (!CrateName.TryParse(dependency.Name, out _, out var fault))
            throw PublishRefusedException.Invalid($"dependency `{dependency.Name}`: {fault}");
        if (dependency.ExplicitNameInToml is { } alias && !IsDependencyName(alias))
        {
            throw PublishRefusedException.Invalid(
                $"dependency `{dependency.Name}` is renamed to `{alias}`, which is no name; use ASCII letters, digits, `-` and `_`");
        }

        if (string.IsNullOrWhiteSpace(dependency.VersionReq))
            throw PublishRefusedException.Invalid($"dependency `{dependency.Name}` has no version requirement");
        if (dependency.Kind is not (null or "normal" or "build" or "dev"))
        {
            throw PublishRefusedException.Invalid(
                $"dependency `{dependency.Name}` is of the unknown kind `{dependency.Kind}`; it must be normal, build or dev");
        }

        string?[] texts = [dependency.VersionReq, dependency.Target, dependency.Registry, .. dependency.Features];
        if (texts.Any(text => text is not null && text.Any(char.IsControl)))
            throw PublishRefusedException.Invalid($"dependency `{dependency.Name}` contains a control character; remove it");
    }

    /// <summary>Unlike a crate, a dependency may be called something that starts with <c>_</c>.</summary>
    private static bool IsDependencyName(string name) =>
        name.Length is > 0 and <= MaxDependencyNameLength
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private static PublishRefusedException Disagreement(string what, string metadata, string manifest) =>
        PublishRefusedException.Invalid(
            $"metadata {what} `{metadata}` does not match the {what} `{manifest}` in the archive's Cargo.toml; package the crate again");
}
