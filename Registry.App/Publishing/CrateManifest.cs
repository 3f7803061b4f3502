namespace Registry.App.Publishing;

/// <summary>What the <c>Cargo.toml</c> inside an archive says, as far as the registry looks at it. Null where it says nothing.</summary>
internal sealed record CrateManifest
{
    /// <summary>The one spelling of the file's name that Cargo reads on every file system.</summary>
    public const string FileName = "Cargo.toml";

    public required string Name { get; init; }

    public required string Version { get; init; }

    public string? Description { get; init; }

    public string? License { get; init; }

    public string? Homepage { get; init; }

    public string? Documentation { get; init; }

    public string? Repository { get; init; }

    public string? Links { get; init; }

    public string? RustVersion { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Features { get; init; }

    public required IReadOnlyList<ManifestDependency> Dependencies { get; init; }
}

/// <summary>A dependency as the manifest states it.</summary>
/// <param name="Name">Its key: what the dependent calls the crate.</param>
/// <param name="Package">The crate's name where that is another.</param>
/// <param name="Kind"><c>normal</c>, <c>build</c> or <c>dev</c>.</param>
/// <param name="VersionReq">Null when there is none.</param>
/// <param name="Optional">It is there only when a feature asks for it.</param>
/// <param name="Artifact">What of it is used as files, one after the other with commas between them; null when it is a library.</param>
/// <param name="BindepTarget">The target artifacts are built for.</param>
/// <param name="Lib">Beside its artifacts it is used as a library.</param>
internal sealed record ManifestDependency(
    string Name, string? Package, string Kind, string? VersionReq, bool Optional, string? Artifact = null, string? BindepTarget = null, bool Lib = false);
