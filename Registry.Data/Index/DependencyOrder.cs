namespace Registry.Data.Index;

/// <summary>
/// By name, then normal before build before dev: old versions of cargo take the first of several entries of one name, so a dev-dependency
/// must not come before the dependency itself.
/// </summary>
internal sealed class DependencyOrder : IComparer<IndexDependency>
{
    public static readonly DependencyOrder Instance = new();

    public int Compare(IndexDependency? x, IndexDependency? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var order = string.CompareOrdinal(x.Name, y.Name);
        if (order == 0)
            order = Rank(x.Kind) - Rank(y.Kind);
        if (order == 0)
            order = string.CompareOrdinal(x.Req, y.Req);
        if (order == 0)
            order = string.CompareOrdinal(x.Target, y.Target);
        if (order == 0)
            order = x.Optional.CompareTo(y.Optional);
        if (order == 0)
            order = string.CompareOrdinal(x.Package, y.Package);
        if (order == 0)
            order = x.DefaultFeatures.CompareTo(y.DefaultFeatures);
        if (order == 0)
            order = string.CompareOrdinal(Joined(x.Features), Joined(y.Features));
        if (order == 0)
            order = string.CompareOrdinal(Joined(x.Artifact), Joined(y.Artifact));
        if (order == 0)
            order = string.CompareOrdinal(x.BindepTarget, y.BindepTarget);
        return order == 0 ? x.Lib.CompareTo(y.Lib) : order;
    }

    private static string? Joined(IEnumerable<string>? values) => values is null ? null : string.Join(',', values);

    private static int Rank(string kind) => kind switch { "normal" => 0, "build" => 1, _ => 2 };
}
