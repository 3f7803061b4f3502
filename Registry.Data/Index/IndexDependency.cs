namespace Registry.Data.Index;

/// <summary>
/// A dependency as the index writes it (the Cargo book, "Index Format"): <see cref="Name"/> is the name the manifest uses, and
/// <see cref="Package"/> the crate's own name where the two differ.
/// </summary>
public sealed record IndexDependency
{
    /// <summary>The name used in the depending crate's manifest.</summary>
    public required string Name { get; init; }

    /// <summary>The version requirement.</summary>
    public required string Req { get; init; }

    /// <summary>Features asked for.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Only built when a feature asks for it.</summary>
    public bool Optional { get; init; }

    /// <summary>Its default features are on.</summary>
    public bool DefaultFeatures { get; init; } = true;

    /// <summary>The platform it is for, as a triple or <c>cfg(…)</c>; null for all.</summary>
    public string? Target { get; init; }

    /// <summary><c>normal</c>, <c>build</c> or <c>dev</c>.</summary>
    public string Kind { get; init; } = "normal";

    /// <summary>Index URL of the registry it comes from; null for this one.</summary>
    public string? Registry { get; init; }

    /// <summary>The crate's own name, where <see cref="Name"/> is an alias.</summary>
    public string? Package { get; init; }

    /// <summary>What of it is built for the depending crate to use as files (<c>bin</c>, <c>bin:NAME</c>, <c>cdylib</c>, <c>staticlib</c>); null for a library.</summary>
    public IReadOnlyList<string>? Artifact { get; init; }

    /// <summary>The target its artifacts are built for; null for that of the depending crate.</summary>
    public string? BindepTarget { get; init; }

    /// <summary>Beside its artifacts it is used as a library.</summary>
    public bool Lib { get; init; }
}
