using System.Globalization;
using System.Net;
using System.Text;

namespace Registry.App.Badges;

/// <summary>A small picture for a README: the name of the registry, and what it says of a crate.</summary>
internal static class Badge
{
    /// <summary>The font is the reader's, so the width of words is a guess on the safe side.</summary>
    private const double LetterWidth = 6.6;
    private const double Margin = 8;

    public const string Published = "#0b6656";
    public const string Waiting = "#28588a";
    public const string Unknown = "#5c534b";

    public static string Render(string label, string value, string colour)
    {
        var left = Width(label);
        var right = Width(value);
        var title = WebUtility.HtmlEncode($"{label}: {value}");
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{left + right:0}" height="20" role="img" aria-label="{title}">""");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{title}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{left + right:0}" height="20" rx="4" fill="#1f1b18"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{left:0} 0h{right - 4:0}a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4h-{right - 4:0}z" fill="{colour}"/>""");
        svg.Append("""<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left / 2:0.#}" y="14">{WebUtility.HtmlEncode(label)}</text>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left + (right / 2):0.#}" y="14">{WebUtility.HtmlEncode(value)}</text></g></svg>""");
        return svg.ToString();
    }

    private static double Width(string text) => Math.Ceiling((text.Length * LetterWidth) + (2 * Margin));
}
