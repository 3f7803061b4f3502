using Registry.Data.Crates;

namespace Registry.App.Publishing.Rules;

/// <summary>Names that would be taken for something else: the standard library's, or a device's on Windows.</summary>
internal static class ReservedNames
{
    private static readonly HashSet<string> Canonical = [.. WordList.Read("reserved-names").Select(CrateName.Canonicalize)];

    public static bool Contain(CrateName name) => Canonical.Contains(name.Canonical);
}
