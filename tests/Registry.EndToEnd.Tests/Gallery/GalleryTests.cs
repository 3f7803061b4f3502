using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>
/// Every page: none is left out, all are accessible, and they fit wherever they are read. <c>script/screenshots</c> has it take their pictures, too.
/// </summary>
public sealed partial class GalleryTests(PostgresFixture postgres, Browser browser)
{
    /// <summary>A wide window; one at 200 %, which has half as many pixels to give; and a small phone.</summary>
    private static readonly int[] Widths = [1280, 640, 320];

    [Fact]
    public async Task Every_page_is_accessible_in_light_and_dark_and_fits_at_any_width()
    {
        await using var sample = await SampleRegistry.StartAsync(postgres);
        var scenes = await Scenes.OfAsync(sample);
        var pictures = Contents.Wanted();
        var (faults, seen) = await LookAsync(sample, scenes, pictures);
        pictures?.Write();
        faults.AddRange(Routes().Where(route => !seen.Any(path => Matches(route, path))).Select(route => $"{route} is not in the gallery."));
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task So_is_every_page_that_has_nothing_to_show_yet()
    {
        await using var sample = await SampleRegistry.StartEmptyAsync(postgres);
        var (faults, _) = await LookAsync(sample, Scenes.Empty, null);
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    private async Task<(List<string> Faults, HashSet<string> Seen)> LookAsync(SampleRegistry sample, IEnumerable<Scene> scenes, Contents? pictures)
    {
        var room = new Room(browser, sample.Url);
        var (faults, seen) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, bool>());
        var several = new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(scenes, several, async (scene, _) =>
        {
            await using var visit = await room.OpenAsync(scene, Widths[0]);
            seen.TryAdd(new Uri(visit.Page.Url).AbsolutePath, true);
            if (pictures is not null)
                await pictures.TakeAsync(visit.Page, scene.Name);
            foreach (var fault in await FaultsAsync(visit, scene))
                faults.Enqueue(fault);
        });
        return ([.. faults], [.. seen.Keys]);
    }

    /// <summary>What is shown is looked at in light and wide, and in dark and narrow; colours alone are so in dark and wide, and widths need no look.</summary>
    private static async Task<IEnumerable<string>> FaultsAsync(Visit visit, Scene scene)
    {
        var faults = new List<string>();
        foreach (var width in Widths)
        {
            await visit.Page.SetViewportSizeAsync(width, 860);
            var content = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            if (content > width)
                faults.Add($"{scene.Name} is {content} wide in a window of {width}.");
            if (width == Widths[0])
            {
                faults.AddRange(await LookAsync(ColorScheme.Light, visit.InaccessibleAsync));
                faults.AddRange(await LookAsync(ColorScheme.Dark, visit.IllegibleAsync));
            }

            if (width == Widths[^1])
                faults.AddRange(await LookAsync(ColorScheme.Dark, visit.InaccessibleAsync));
        }

        if (scene.IsStatic && await visit.Page.Locator("script[src*=blazor]").CountAsync() != 0)
            faults.Add($"{scene.Name} has a circuit.");
        if (!scene.IsFault)
            faults.AddRange(visit.Errors.Select(error => $"{scene.Name}: {error}"));
        return faults;

        async Task<IEnumerable<string>> LookAsync(ColorScheme scheme, Func<Task<IReadOnlyCollection<string>>> findAsync)
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            return (await findAsync()).Select(fault => $"{scene.Name}, {scheme}, {visit.Page.ViewportSize!.Width} wide: {fault}");
        }
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
