using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Registry.App.CrateData;
using Registry.App.Errors;
using Registry.App.Ui;

namespace Registry.App.Search;

/// <summary>What was found, in order, and the ways on from there.</summary>
public sealed partial class SearchPage
{
    private const int CratesOnAPage = 20;

    private static readonly (SearchSort Sort, string Key, string Word)[] Orders =
    [
        (SearchSort.Relevance, "relevance", "best match"),
        (SearchSort.RecentDownloads, "recent-downloads", "most used"),
        (SearchSort.RecentUpdates, "recent-updates", "last updated"),
        (SearchSort.New, "new", "newest"),
        (SearchSort.Alphabetical, "alphabetical", "name"),
    ];

    private SearchQuery? _query;
    private string? _fault;
    private long _total;
    private IReadOnlyList<CrateJson> _found = [];
    private IReadOnlyList<string> _near = [];
    private IReadOnlyList<string> _words = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private string Title => _query switch
    {
        { Keyword: { } keyword } => $"Crates with the keyword {keyword}",
        { Category: { } category } => $"Crates of the category {category}",
        { Text.Length: > 0 } => "What was found",
        _ => "Crates",
    };

    private string Count => _total == 0 ? "No crate was found." : $"{Counts.Words(_total, "crate")} found.";

    private int LastPage => (int)Math.Min(SearchQuery.MaxPage, (_total + CratesOnAPage - 1) / CratesOnAPage);

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _query = SearchQuery.Parse(Http.Request.Query) with { PerPage = CratesOnAPage };
        }
        catch (RefusedException refused)
        {
            _fault = refused.Message;
            Http.Response.StatusCode = refused.StatusCode;
            return;
        }

        var page = await Search.FindAsync(_query, Http.RequestAborted);
        _total = page.Total;
        _words = Marked.WordsOf(_query.Text);
        _found = await Crates.ListAsync(page.CrateIds, _query.Text, Http.RequestAborted);
        if (_total == 0 && _query.Text.Length > 0)
            _near = await Search.NearAsync(_query.Text, Http.RequestAborted);
    }

    private string Link(string? sort, int? page) => QueryHelpers.AddQueryString("search", new Dictionary<string, string?>
    {
        ["q"] = _query!.Text is { Length: > 0 } text ? text : null,
        ["keyword"] = _query.Keyword,
        ["category"] = _query.Category,
        ["sort"] = string.IsNullOrEmpty(sort) ? null : sort,
        ["page"] = page?.ToString(CultureInfo.InvariantCulture),
    }.Where(pair => pair.Value is not null));
}
