using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Ganss.Xss;

namespace Registry.App.Crates.Readmes;

/// <summary>
/// Leaves of a README what can be read: text, links, pictures, tables. Nothing that runs, frames, asks for input, or dresses the page around
/// it. Its headings come below the page's own, and its ids cannot be taken for the page's.
/// </summary>
internal static class ReadmeSanitizer
{
    private const string IdPrefix = "readme-";

    private static readonly HtmlSanitizerOptions Options = new()
    {
        AllowedTags = Set(
            "a abbr b blockquote br center cite code dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p "
            + "picture pre q s samp small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var"),
        AllowedAttributes = Set("align alt class colspan height href id open rowspan scope src start title width"),
        AllowedSchemes = Set("http https mailto"),
        UriAttributes = Set("href src"),
        AllowedCssProperties = Set(""),
        AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
    };

    private static readonly HashSet<string> Classes = Set(
        "footnotes markdown-alert markdown-alert-title markdown-alert-note markdown-alert-tip markdown-alert-important markdown-alert-warning "
        + "markdown-alert-caution");

    /// <param name="parsed">What the README was rendered to; it is changed.</param>
    /// <param name="page">The path of the page it is shown on, to which links within the README lead.</param>
    /// <param name="files">Where relative links lead; null when that is not known.</param>
    public static string Sanitize(IHtmlDocument parsed, string page, RepositoryFiles? files)
    {
        var sanitizer = new HtmlSanitizer(Options);
        sanitizer.AllowedClasses.UnionWith(Classes);
        sanitizer.SanitizeDom(parsed, parsed.Body);
        var body = parsed.Body!;
        foreach (var element in body.QuerySelectorAll("[id]"))
            element.Id = IdPrefix + element.Id;
        foreach (var image in body.QuerySelectorAll("img"))
            Place(image, files);
        foreach (var link in body.QuerySelectorAll("a"))
            Lead(link, page, files);
        LowerHeadings(body);
        foreach (var block in body.QuerySelectorAll("pre"))
            block.SetAttribute("tabindex", "0");
        foreach (var table in body.QuerySelectorAll("table"))
            MakeScrollable(table);
        return body.InnerHtml;
    }

    private static void Place(IElement image, RepositoryFiles? files)
    {
        var source = Resolve(image.GetAttribute("src"), files, asImage: true);
        if (source is not { Scheme: "https" })
        {
            image.Replace(image.Owner!.CreateTextNode(image.GetAttribute("alt") ?? ""));
            return;
        }

        image.SetAttribute("src", source.AbsoluteUri);
        image.SetAttribute("loading", "lazy");
        image.SetAttribute("referrerpolicy", "no-referrer");
        if (!image.HasAttribute("alt"))
            image.SetAttribute("alt", "");
    }

    private static void Lead(IElement link, string page, RepositoryFiles? files)
    {
        var target = link.GetAttribute("href");
        if (target is ['#', .. var place])
        {
            link.SetAttribute("href", $"{page}#{IdPrefix}{place}");
        }
        else if (target is not null && Resolve(target, files, asImage: false) is { } url)
        {
            link.SetAttribute("href", url.AbsoluteUri);
            link.SetAttribute("rel", "nofollow ugc noopener noreferrer");
        }
        else
        {
            link.RemoveAttribute("href");
        }

        // A link around a picture without words would have no name.
        if (link.HasAttribute("href") && link.TextContent.Trim().Length == 0 && link.QuerySelectorAll("img").All(image => image.GetAttribute("alt") is not { Length: > 0 }))
            link.SetAttribute("aria-label", target!);
    }

    private static Uri? Resolve(string? target, RepositoryFiles? files, bool asImage)
    {
        if (string.IsNullOrWhiteSpace(target))
            return null;
        if (target.StartsWith("//", StringComparison.Ordinal))
            target = "https:" + target;
        return target.StartsWith('/') || !Uri.TryCreate(target, UriKind.Absolute, out var url)
            ? files?.Find(target, asImage)
            : url.Scheme is "http" or "https" or "mailto" ? url : null;
    }

    private static void LowerHeadings(IElement body)
    {
        foreach (var heading in body.QuerySelectorAll("h1, h2, h3, h4, h5"))
        {
            var lower = heading.Owner!.CreateElement($"h{heading.LocalName[1] - '0' + 1}");
            foreach (var attribute in heading.Attributes)
                lower.SetAttribute(attribute.Name, attribute.Value);
            while (heading.FirstChild is { } child)
                lower.AppendChild(child);
            heading.Replace(lower);
        }
    }

    private static void MakeScrollable(IElement table)
    {
        var box = table.Owner!.CreateElement("div");
        box.ClassName = "scroll";
        box.SetAttribute("tabindex", "0");
        table.Replace(box);
        box.AppendChild(table);
    }

    private static HashSet<string> Set(string words) => new(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
}
