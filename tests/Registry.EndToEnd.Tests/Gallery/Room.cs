using System.Collections.Concurrent;
using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>Opens scenes in Chromium; each person signs in once.</summary>
internal sealed class Room(Browser browser, Uri registry)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _signedIn = new();

    public async Task<Visit> OpenAsync(Scene scene, int width)
    {
        var options = new BrowserNewContextOptions
        {
            ViewportSize = new() { Width = width, Height = 860 },
            StorageState = scene.As is { } login ? await _signedIn.GetOrAdd(login, _ => new(() => SignInAsync(login))).Value : null,
        };
        var visit = await browser.OpenAsync(new Uri(registry, scene.Path), options);
        if (scene.First is { } first)
            await first(visit.Page);

        // A circuit that takes a page over draws it anew.
        if (scene.IsStatic)
            await visit.Page.WaitForFunctionAsync("document.readyState === 'complete'");
        else
            await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return visit;
    }

    private async Task<string> SignInAsync(string login)
    {
        await using var visit = await browser.OpenAsync(new Uri(registry, "sign-in"));
        await Visit.SignInAsync(visit.Page, login, SampleRegistry.Password);
        await visit.Page.WaitForURLAsync("**/me");
        return await visit.Page.Context.StorageStateAsync();
    }
}
