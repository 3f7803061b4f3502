namespace Registry.App.Publishing.Rules;

/// <summary>
/// What Cargo says beside the archive must be what the archive's manifest says, where both speak: the index is made from the one, and
/// whoever builds the crate goes by the other.
/// </summary>
internal static class ManifestAgreement
{
    public static void Check(PublishMetadata metadata, CrateManifest manifest)
    {
        Agree("name", metadata.Name, manifest.Name);
        Agree("version", metadata.Vers, manifest.Version);
        AgreeWhereBothSpeak("description", metadata.Description, manifest.Description);
        AgreeWhereBothSpeak("license", metadata.License, manifest.License);
        AgreeWhereBothSpeak("homepage", metadata.Homepage, manifest.Homepage);
        AgreeWhereBothSpeak("documentation", metadata.Documentation, manifest.Documentation);
        AgreeWhereBothSpeak("repository", metadata.Repository, manifest.Repository);
        AgreeWhereBothSpeak("links", metadata.Links, manifest.Links);
        AgreeWhereBothSpeak("rust-version", metadata.RustVersion, manifest.RustVersion);
        FeaturesAgree(metadata, manifest);
        DependenciesAgree(metadata, manifest);
    }

    private static void FeaturesAgree(PublishMetadata metadata, CrateManifest manifest)
    {
        if (manifest.Features.Count == 0)
            return;
        var dependencies = metadata.Deps.Select(dependency => dependency.NameInToml).ToHashSet(StringComparer.Ordinal);
        foreach (var feature in metadata.Features.Keys.Union(manifest.Features.Keys))
        {
            if (!metadata.Features.TryGetValue(feature, out var stated) || !manifest.Features.TryGetValue(feature, out var known)
                || !stated.Where(IsKept).ToHashSet(StringComparer.Ordinal).SetEquals(known.Where(IsKept)))
                throw Disagreement($"the feature `{feature}`");
        }

        // Cargo leaves out dev-dependencies without a version, and not always what features say about them.
        bool IsKept(string value) => value.IndexOf('/', StringComparison.Ordinal) is var slash
            && (slash < 0 || dependencies.Contains(value[..slash].TrimEnd('?')));
    }

    /// <summary>A crate may depend on the same one several times, for different targets. Those are not compared: Cargo spells them anew.</summary>
    private static void DependenciesAgree(PublishMetadata metadata, CrateManifest manifest)
    {
        if (manifest.Dependencies.Count == 0)
            return;
        var stated = metadata.Deps.Select(dependency => new Stated(
            dependency.NameInToml, dependency.Name, dependency.Kind ?? "normal", Normal(dependency.VersionReq), dependency.Optional,
            ArtifactRules.Joined(dependency.Artifact), dependency.BindepTarget, dependency.Lib));
        var known = manifest.Dependencies.Select(dependency => new Stated(
            dependency.Name, dependency.Package ?? dependency.Name, dependency.Kind, Normal(dependency.VersionReq ?? "*"), dependency.Optional,
            dependency.Artifact, dependency.BindepTarget, dependency.Lib));
        var difference = stated.Except(known).Concat(known.Except(stated)).FirstOrDefault();
        if (difference is not null)
            throw Disagreement($"the dependency `{difference.Name}`");
    }

    private static string Normal(string requirement) => VersionRequirement.TryNormalize(requirement, out var normal) ? normal : requirement;

    private static void AgreeWhereBothSpeak(string what, string? metadata, string? manifest)
    {
        if (metadata is not null && manifest is not null)
            Agree(what, metadata, manifest);
    }

    private static void Agree(string what, string metadata, string manifest)
    {
        if (!string.Equals(metadata, manifest, StringComparison.Ordinal))
        {
            throw PublishRefusedException.Invalid(
                $"metadata {what} `{metadata}` does not match the {what} `{manifest}` in the archive's Cargo.toml; package the crate again");
        }
    }

    private static PublishRefusedException Disagreement(string what) =>
        PublishRefusedException.Invalid($"the metadata and the archive's Cargo.toml say different things about {what}; package the crate again");

    private sealed record Stated(
        string Name, string Package, string Kind, string VersionReq, bool Optional, string? Artifact, string? BindepTarget, bool Lib);
}
