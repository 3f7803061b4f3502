namespace Registry.Data.Index;

/// <summary>
/// Cargo before 1.60 fails on a file in which any feature uses <c>dep:</c> or <c>?/</c>. Such features stand in a second table, which old
/// versions skip, and so do features that enable one of them (the Cargo book, "Index Format", <c>features2</c>).
/// </summary>
internal sealed record FeatureTables(
    SortedDictionary<string, IReadOnlyList<string>> Plain,
    SortedDictionary<string, IReadOnlyList<string>> Extended)
{
    public static FeatureTables Split(IReadOnlyDictionary<string, IReadOnlyList<string>> features)
    {
        var tables = new FeatureTables(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        foreach (var (name, enables) in features)
            (enables.Any(UsesNewSyntax) ? tables.Extended : tables.Plain)[name] = enables;
        while (tables.MoveDependents())
        {
        }

        return tables;
    }

    private bool MoveDependents()
    {
        var dependents = Plain.Where(feature => feature.Value.Any(Extended.ContainsKey)).ToList();
        foreach (var (name, enables) in dependents)
        {
            Plain.Remove(name);
            Extended[name] = enables;
        }

        return dependents.Count > 0;
    }

    private static bool UsesNewSyntax(string value) =>
        value.StartsWith("dep:", StringComparison.Ordinal) || value.Contains("?/", StringComparison.Ordinal);
}
