namespace Registry.App.Publishing.Rules;

/// <summary>Artifact dependencies, which are used as files (the Cargo book, "Unstable Features", artifact-dependencies).</summary>
internal static class ArtifactRules
{
    private const string OneBinary = "bin:";

    private static readonly string[] Kinds = ["bin", "cdylib", "staticlib"];

    /// <summary>The kinds in one text, so that two lists of them can be compared. Their order says nothing.</summary>
    public static string? Joined(IEnumerable<string>? kinds) => kinds is null ? null : string.Join(',', kinds.Order(StringComparer.Ordinal));

    /// <summary>What is wrong with the artifacts of a dependency; null when nothing is.</summary>
    public static string? Fault(PublishDependency dependency)
    {
        if (dependency.Artifact is not { } kinds)
        {
            return dependency.BindepTarget is null && !dependency.Lib
                ? null
                : "it states how artifacts are built, but no `artifact`; package the crate with `cargo package`";
        }

        if (kinds.Count == 0)
            return "its `artifact` names nothing; name bin, bin:NAME, cdylib or staticlib";
        if (kinds.FirstOrDefault(kind => !IsKind(kind)) is { } unknown)
            return $"its artifact `{unknown}` is unknown; it may be bin, bin:NAME, cdylib or staticlib";
        return kinds.Distinct(StringComparer.Ordinal).Count() == kinds.Count ? null : "it names an artifact twice";
    }

    private static bool IsKind(string kind) => Kinds.Contains(kind) || (
        kind.StartsWith(OneBinary, StringComparison.Ordinal) && kind.Length > OneBinary.Length && !kind.Any(char.IsControl));
}
