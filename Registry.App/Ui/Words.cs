namespace Registry.App.Ui;

/// <summary>What programs are told, as a page says it.</summary>
internal static class Words
{
    /// <summary>With a capital, unless it begins with a name, and a full stop; without the marks that set names apart in a terminal.</summary>
    public static string Sentence(string detail)
    {
        var plain = detail.Replace("`", "", StringComparison.Ordinal).TrimEnd('.');
        return detail is ['`', ..] || plain.Length == 0 ? $"{plain}." : $"{char.ToUpperInvariant(plain[0])}{plain[1..]}.";
    }
}
