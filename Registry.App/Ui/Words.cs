namespace Registry.App.Ui;

/// <summary>What programs are told, as a page says it.</summary>
internal static class Words
{
    /// <summary>With a capital and a full stop, and without the marks that set names apart in a terminal.</summary>
    public static string Sentence(string detail)
    {
        var plain = detail.Replace("`", "", StringComparison.Ordinal).Trim();
        return plain.Length == 0 ? plain : $"{char.ToUpperInvariant(plain[0])}{plain[1..].TrimEnd('.')}.";
    }
}
