namespace Registry.App.Publishing.Rules;

/// <summary>Keywords and categories.</summary>
internal static class KeywordRules
{
    private static readonly HashSet<string> Categories = [.. WordList.Read("categories")];

    public static void Check(PublishMetadata metadata, PublishLimits limits)
    {
        if (metadata.Keywords.Count > limits.MaxKeywords)
            throw PublishRefusedException.Invalid($"there are {metadata.Keywords.Count} keywords; at most {limits.MaxKeywords} are allowed");
        foreach (var keyword in metadata.Keywords)
            KeywordIsSound(keyword, limits.MaxKeywordLength);
        if (metadata.Categories.Count > limits.MaxCategories)
            throw PublishRefusedException.Invalid($"there are {metadata.Categories.Count} categories; at most {limits.MaxCategories} are allowed");
    }

    /// <summary>The last rule of all, as on crates.io.</summary>
    public static void CategoriesAreKnown(PublishMetadata metadata)
    {
        var unknown = metadata.Categories.Where(category => !Categories.Contains(category)).ToList();
        if (unknown.Count > 0)
        {
            throw PublishRefusedException.Invalid(
                $"there is no category {string.Join(" and no category ", unknown.Select(Described))}; the Cargo book tells of `categories` "
                + "(https://doc.rust-lang.org/cargo/reference/manifest.html#the-categories-field)");
        }
    }

    private static string Described(string category) =>
        Nearest.To(category, Categories) is { } known ? $"`{category}` (did you mean `{known}`?)" : $"`{category}`";

    private static void KeywordIsSound(string keyword, int limit)
    {
        if (keyword.Length > limit)
            throw PublishRefusedException.Invalid($"the keyword `{keyword}` is {keyword.Length} characters long; at most {limit} are allowed");
        if (keyword.Length == 0 || !char.IsAsciiLetterOrDigit(keyword[0])
            || !keyword.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '+'))
        {
            throw PublishRefusedException.Invalid(
                $"`{keyword}` is no keyword: it must start with an ASCII letter or digit, and go on with those, `_`, `-` or `+`");
        }
    }
}
