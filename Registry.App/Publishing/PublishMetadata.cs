using System.Text.Json.Serialization;

namespace Registry.App.Publishing;

/// <summary>
/// What Cargo says about a crate beside its archive. Fields that Cargo sends and the registry does not use (authors, badges) are left out.
/// </summary>
internal sealed record PublishMetadata
{
    public string Name { get => field ?? ""; init; }

    public string Vers { get => field ?? ""; init; }

    public IReadOnlyList<PublishDependency> Deps { get => field ?? []; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Features
    {
        get => field ?? new Dictionary<string, IReadOnlyList<string>>();
        init;
    }

    public string? Description { get; init; }

    public string? Documentation { get; init; }

    public string? Homepage { get; init; }

    /// <summary>The whole text of the readme.</summary>
    public string? Readme { get; init; }

    /// <summary>The path of the readme within the crate.</summary>
    public string? ReadmeFile { get; init; }

    public IReadOnlyList<string> Keywords { get => field ?? []; init; }

    public IReadOnlyList<string> Categories { get => field ?? []; init; }

    public string? License { get; init; }

    public string? LicenseFile { get; init; }

    public string? Repository { get; init; }

    public string? Links { get; init; }

    public string? RustVersion { get; init; }
}

/// <summary>A dependency as Cargo states it on publish.</summary>
internal sealed record PublishDependency
{
    /// <summary>The name of the crate that is depended on, whatever the dependent calls it.</summary>
    public string Name { get => field ?? ""; init; }

    public string VersionReq { get => field ?? ""; init; }

    public IReadOnlyList<string> Features { get => field ?? []; init; }

    public bool Optional { get; init; }

    /// <summary>Null is true.</summary>
    public bool? DefaultFeatures { get; init; }

    /// <summary>A target triple or a <c>cfg(…)</c> expression; null for all targets.</summary>
    public string? Target { get; init; }

    /// <summary><c>normal</c>, <c>build</c> or <c>dev</c>; null is normal.</summary>
    public string? Kind { get; init; }

    /// <summary>The index of the registry that has the crate; null is the registry that is published to.</summary>
    public string? Registry { get; init; }

    /// <summary>What the dependent calls the crate, when that is not its name.</summary>
    public string? ExplicitNameInToml { get; init; }

    /// <summary>What of the crate is built for the dependent to use as files, such as <c>bin</c>; null when it is used as a library.</summary>
    public IReadOnlyList<string>? Artifact { get; init; }

    /// <summary>The target that artifacts are built for, where it is not that of the dependent.</summary>
    public string? BindepTarget { get; init; }

    /// <summary>Beside its artifacts, the crate is used as a library.</summary>
    public bool Lib { get; init; }

    /// <summary>What the dependent calls the crate.</summary>
    [JsonIgnore]
    public string NameInToml => ExplicitNameInToml ?? Name;
}
