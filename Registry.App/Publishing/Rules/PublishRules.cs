using Registry.Data.Crates;

namespace Registry.App.Publishing.Rules;

/// <summary>
/// What a crate must fulfil that can be told from the upload alone, in the order in which crates.io looks; the first rule that is broken is the
/// one that is told. What depends on other crates is in <see cref="PublishTransaction"/>.
/// </summary>
internal static class PublishRules
{
    /// <summary>Checked before the archive is received.</summary>
    public static (CrateName Name, VersionNumber Version) CheckIdentity(PublishMetadata metadata, PublishLimits limits)
    {
        if (!CrateName.TryParse(metadata.Name, out var name, out var nameFault))
            throw PublishRefusedException.Invalid(nameFault);
        if (name.Text.Length > limits.MaxNameLength)
        {
            throw PublishRefusedException.Invalid(
                $"the crate name `{name}` is {name.Text.Length} characters long; at most {limits.MaxNameLength} are allowed");
        }

        if (!VersionNumber.TryParse(metadata.Vers, out var version, out var versionFault))
            throw PublishRefusedException.Invalid(versionFault);
        return (name, version);
    }

    /// <summary>Checked once the archive is known to be sound.</summary>
    public static void Check(PublishMetadata metadata, CrateManifest manifest, PublishLimits limits)
    {
        ManifestAgreement.Check(metadata, manifest);
        TextRules.Check(metadata, limits);
        RustVersionRule.Check(metadata.RustVersion ?? manifest.RustVersion);
        KeywordRules.Check(metadata, limits);
        FeatureRules.Check(metadata, limits);
        DependencyRules.Check(metadata, limits);
        KeywordRules.CategoriesAreKnown(metadata);
    }
}
