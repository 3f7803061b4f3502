using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>Every page, as <c>script/screenshots</c> takes it: none is left out, all are accessible, and they fit wherever they are read.</summary>
public sealed partial class GalleryTests(PostgresFixture postgres, Browser browser) : IClassFixture<PostgresFixture>
{
    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];

    /// <summary>A wide window; one at 200 %, which has half as many pixels to give; and a small phone.</summary>
    private static readonly int[] Widths = [1280, 640, 320];

    [Fact]
    public async Task Every_page_is_accessible_in_light_and_dark_and_fits_at_any_width()
    {
        await using var sample = await SampleRegistry.StartAsync(postgres);
        var scenes = await Scenes.OfAsync(sample);
        var (faults, seen) = await LookAsync(sample, scenes);
        faults.AddRange(Routes().Where(route => !seen.Any(path => Matches(route, path))).Select(route => $"{route} is not in the gallery."));
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task So_is_every_page_that_has_nothing_to_show_yet()
    {
        await using var sample = await SampleRegistry.StartEmptyAsync(postgres);
        var (faults, _) = await LookAsync(sample, Scenes.Empty);
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>Writes the pictures; run by <c>script/screenshots</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Take()
    {
        var directory = Directory.CreateDirectory(Environment.GetEnvironmentVariable("REGISTRY_GALLERY")
            ?? throw new InvalidOperationException("REGISTRY_GALLERY must name the directory for the pictures; script/screenshots does."));
        await using var sample = await SampleRegistry.StartAsync(postgres);
        var room = new Room(browser, sample.Url);
        var contents = new Contents(directory.FullName);
        foreach (var scene in await Scenes.OfAsync(sample))
        {
            foreach (var scheme in Schemes)
            {
                foreach (var (name, width) in new[] { ("wide", 1280), ("narrow", 390) })
                {
                    await using var visit = await room.OpenAsync(scene, scheme, width);
                    var picture = contents.Add(scene.Name, scheme, name);
                    await visit.Page.ScreenshotAsync(new() { Path = picture, FullPage = true, Animations = ScreenshotAnimations.Disabled });
                }
            }
        }

        await contents.WriteAsync();
    }

    private async Task<(List<string> Faults, HashSet<string> Seen)> LookAsync(SampleRegistry sample, IEnumerable<Scene> scenes)
    {
        var room = new Room(browser, sample.Url);
        var (faults, seen) = (new List<string>(), new HashSet<string>());
        foreach (var scene in scenes)
        {
            foreach (var scheme in Schemes)
            {
                await using var visit = await room.OpenAsync(scene, scheme, Widths[0]);
                seen.Add(new Uri(visit.Page.Url).AbsolutePath);
                faults.AddRange(await FaultsAsync(visit, scene, scheme));
            }
        }

        return (faults, seen);
    }

    private static async Task<IEnumerable<string>> FaultsAsync(Visit visit, Scene scene, ColorScheme scheme)
    {
        var faults = new List<string>();
        foreach (var width in Widths)
        {
            await visit.Page.SetViewportSizeAsync(width, 860);
            var content = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (content > width)
                faults.Add($"{scene.Name} is {content} wide in a window of {width}.");
            if (width != 640)
                faults.AddRange((await visit.InaccessibleAsync()).Select(fault => $"{scene.Name}, {scheme}, {width} wide: {fault}"));
        }

        if (scene.IsStatic && await visit.Page.Locator("script[src*=blazor]").CountAsync() != 0)
            faults.Add($"{scene.Name} has a circuit.");
        if (!scene.IsFault)
            faults.AddRange(visit.Errors.Select(error => $"{scene.Name}: {error}"));
        return faults;
    }

    /// <summary>Without those that other addresses are answered by.</summary>
    private static IEnumerable<string> Routes() => typeof(App.Ui.App).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false)).Cast<RouteAttribute>().Select(route => route.Template)
        .Where(route => !route.StartsWith("/status/", StringComparison.Ordinal));

    private static bool Matches(string route, string path) =>
        Regex.IsMatch(path, $"^{Parameter().Replace(route, "[^/]+")}/?$", RegexOptions.IgnoreCase);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
