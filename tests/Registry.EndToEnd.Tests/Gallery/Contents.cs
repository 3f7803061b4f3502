using System.Net;
using System.Text;
using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>The directory of the pictures, and a page that shows them all.</summary>
internal sealed class Contents(string directory)
{
    private readonly StringBuilder _figures = new();

    /// <returns>Where the picture goes.</returns>
    public string Add(string scene, ColorScheme scheme, string width)
    {
        var name = $"{scene}.{scheme.ToString().ToLowerInvariant()}.{width}.png";
        var safe = WebUtility.HtmlEncode(name);
        _figures.AppendLine($"<figure><a href=\"{safe}\"><img src=\"{safe}\" alt=\"\" loading=\"lazy\"></a><figcaption>{safe}</figcaption></figure>");
        return Path.Combine(directory, name);
    }

    public Task WriteAsync() => File.WriteAllTextAsync(Path.Combine(directory, "index.html"), $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Pages of Registry</title>
        <style>
          body { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 16px; margin: 24px; font: 13px sans-serif; }
          figure { margin: 0; } img { width: 100%; max-height: 480px; object-fit: cover; object-position: top; border: 1px solid #ccc; }
        </style>
        {{_figures}}
        </html>
        """);
}
