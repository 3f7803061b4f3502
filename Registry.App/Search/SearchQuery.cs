using Registry.App.Errors;

namespace Registry.App.Search;

/// <summary>How what is found is put in order; the words are crates.io's.</summary>
internal enum SearchSort
{
    Relevance,
    Alphabetical,
    Downloads,
    RecentDownloads,
    RecentUpdates,
    New,
}

/// <summary>What is looked for, and which part of what is found is wanted.</summary>
internal sealed record SearchQuery(string Text, int Page, int PerPage, SearchSort Sort)
{
    /// <summary>Nobody reads further; the database would have to count all the way.</summary>
    public const int MaxPage = 200;

    private const int MaxLength = 256;
    private const int MaxPerPage = 100;
    private const int DefaultPerPage = 10;

    /// <summary>The orders there are, each in the word that is told.</summary>
    public static IReadOnlyList<string> SortWords { get; } = ["relevance", "alphabetical", "recent-updates", "new"];

    /// <summary>Only crates with this keyword.</summary>
    public string? Keyword { get; private init; }

    /// <summary>Only crates of this category.</summary>
    public string? Category { get; private init; }

    public int Offset => (Page - 1) * PerPage;

    /// <exception cref="RefusedException">A parameter makes no sense.</exception>
    public static SearchQuery Parse(IQueryCollection query)
    {
        var text = TextOf(query, "q");
        var sort = SortOf(query["sort"].ToString(), text);
        return new SearchQuery(text, Number(query, "page", 1, MaxPage), Number(query, "per_page", DefaultPerPage, MaxPerPage), sort)
        {
            Keyword = TextOf(query, "keyword") is { Length: > 0 } keyword ? keyword.ToLowerInvariant() : null,
            Category = TextOf(query, "category") is { Length: > 0 } category ? category.ToLowerInvariant() : null,
        };
    }

    private static string TextOf(IQueryCollection query, string key)
    {
        var text = query[key].ToString().Trim();
        if (text.Length > MaxLength)
            throw Invalid($"`{key}` is {text.Length} characters long; at most {MaxLength} are allowed");
        if (text.Any(char.IsControl) || text.Any(char.IsSurrogate) && !IsSound(text))
            throw Invalid($"`{key}` contains a character that is no text");
        return text;
    }

    private static bool IsSound(string text) => text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);

    private static int Number(IQueryCollection query, string key, int standard, int most)
    {
        if (query[key].ToString() is not { Length: > 0 } text)
            return standard;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= most
            ? number
            : throw Invalid($"`{key}` must be a number from 1 to {most}");
    }

    private static SearchSort SortOf(string sort, string text) => sort switch
    {
        "" => text.Length == 0 ? SearchSort.Alphabetical : SearchSort.Relevance,
        "relevance" => SearchSort.Relevance,
        "alpha" or "alphabetical" => SearchSort.Alphabetical,
        "downloads" => SearchSort.Downloads,
        "recent-downloads" => SearchSort.RecentDownloads,
        "recent-updates" or "update" => SearchSort.RecentUpdates,
        "new" => SearchSort.New,
        _ => throw Invalid($"`sort` must be one of {string.Join(", ", SortWords)}"),
    };

    private static RefusedException Invalid(string detail) => new(StatusCodes.Status400BadRequest, detail);
}
