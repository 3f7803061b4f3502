using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>Opens scenes in Chromium; each person signs in once.</summary>
internal sealed class Room(Browser browser, Uri registry)
{
    private readonly Dictionary<string, string> _signedIn = [];

    public async Task<Visit> OpenAsync(Scene scene, ColorScheme scheme, int width)
    {
        var options = new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 860 },
            StorageState = scene.As is { } login ? await SignedInAsync(login) : null,
        };
        var visit = await browser.OpenAsync(new Uri(registry, scene.Path), options);
        if (scene.First is { } first)
            await first(visit.Page);
        await visit.Page.WaitForLoadStateAsync(LoadState.Load);
        return visit;
    }

    private async Task<string> SignedInAsync(string login)
    {
        if (_signedIn.TryGetValue(login, out var state))
            return state;
        await using var visit = await browser.OpenAsync(new Uri(registry, "sign-in"));
        await Scenes.SignInAsync(visit.Page, login, SampleRegistry.Password);
        await visit.Page.WaitForURLAsync("**/me");
        return _signedIn[login] = await visit.Page.Context.StorageStateAsync();
    }
}
