using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>The directory of the pictures, and a page that shows them all.</summary>
internal sealed class Contents(string directory)
{
    private static readonly (string Name, int Width)[] Sizes = [("narrow", 390), ("wide", 1280)];

    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];

    private readonly ConcurrentBag<string> _names = [];

    /// <summary>Null unless <c>REGISTRY_GALLERY</c> says where pictures go.</summary>
    public static Contents? Wanted() =>
        Environment.GetEnvironmentVariable("REGISTRY_GALLERY") is { Length: > 0 } directory ? new(Directory.CreateDirectory(directory).FullName) : null;

    /// <summary>Leaves the window wide.</summary>
    public async Task TakeAsync(IPage page, string scene)
    {
        foreach (var (size, width, scheme) in Sizes.SelectMany(size => Schemes.Select(scheme => (size.Name, size.Width, scheme))))
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, 860);
            await KeepAsync(page, $"{scene}.{scheme.ToString().ToLowerInvariant()}.{size}.png");
        }

        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await KeepAsync(page, $"{scene}.forced.wide.png");
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None });
    }

    public void Write()
    {
        var figures = _names.Order(StringComparer.Ordinal).Select(name =>
            $"<figure><a href=\"{name}\"><img src=\"{name}\" alt=\"\" loading=\"lazy\"></a><figcaption>{name}</figcaption></figure>");
        File.WriteAllText(Path.Combine(directory, "index.html"), $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Pages of Registry</title>
            <style>
              body { display: grid; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 16px; margin: 24px; font: 13px sans-serif; }
              figure { margin: 0; } img { width: 100%; max-height: 480px; object-fit: cover; object-position: top; border: 1px solid #ccc; }
            </style>
            {{string.Join('\n', figures)}}
            </html>
            """);
    }

    private async Task KeepAsync(IPage page, string name)
    {
        await page.ScreenshotAsync(new() { Path = Path.Combine(directory, name), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        _names.Add(name);
    }
}
