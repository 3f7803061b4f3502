using System.Globalization;
using System.Text.RegularExpressions;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>A tab at which nobody looks costs the server nothing.</summary>
public sealed partial class IdleTabTests(Databases databases, Browser browser)
{
    /// <summary>The minute after which a tab is idle passes at once, and the test says whether somebody looks.</summary>
    private const string Wake = """
        const wait = window.setTimeout;
        window.setTimeout = (then, after, ...rest) => wait(then, after === 60000 ? 50 : after, ...rest);
        let hidden = false;
        Object.defineProperty(document, "hidden", { get: () => hidden });
        window.look = (away) => { hidden = away; document.dispatchEvent(new Event("visibilitychange")); };
        """;

    [Fact]
    public async Task An_idle_tab_gives_up_its_circuit_and_is_up_to_date_once_somebody_looks()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await OpenAsync(site.PageOf(change));
        await visit.UntilLiveAsync();
        await UntilCircuitsAsync(site, 1);

        await visit.Page.EvaluateAsync("look(true)");
        await UntilCircuitsAsync(site, 0);
        await Expect(visit.Page.Locator(".connection-bar.shown")).ToHaveCountAsync(0);
        await site.StartWorkerAsync();
        await site.WaitAsync(change, "done");
        await Expect(visit.Chip).ToHaveTextAsync("Waiting");

        await visit.Page.EvaluateAsync("window.stayed = true; look(false)");
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
        Assert.True(await visit.Page.EvaluateAsync<bool>("window.stayed === true"));
        await UntilCircuitsAsync(site, 1);
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task An_idle_tab_outlives_a_restart()
    {
        await using var site = await Site.StartAsync("serve", databases, "--Jobs:Queues:sparse:Workers=0");
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await OpenAsync(site.PageOf(change));
        await visit.UntilLiveAsync();
        await visit.Page.EvaluateAsync("look(true)");
        await UntilCircuitsAsync(site, 0);

        await site.Front.StopAsync();
        await site.RestartAsync("--Jobs:Queues:sparse:Workers=2");
        await site.WaitAsync(change, "done");
        await visit.Page.EvaluateAsync("look(false)");
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
    }

    [Fact]
    public async Task A_tab_that_is_looked_at_again_within_the_minute_keeps_its_circuit()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        await using var visit = await OpenAsync(site.PageOf(change));
        await visit.UntilLiveAsync();
        var sockets = 0;
        visit.Page.WebSocket += (_, _) => sockets++;
        await visit.Page.EvaluateAsync("look(true); look(false); new Promise((resolve) => setTimeout(resolve, 500))");
        await UntilCircuitsAsync(site, 1);
        await site.StartWorkerAsync();
        await Expect(visit.Say).ToContainTextAsync("Nothing is left to do.");
        Assert.Equal(0, sockets);
    }

    private async Task<Visit> OpenAsync(Uri url)
    {
        var visit = await browser.OpenAsync(new Uri("about:blank"));
        await visit.Page.AddInitScriptAsync(Wake);
        await visit.Page.GotoAsync(url.AbsoluteUri);
        return visit;
    }

    private static Task UntilCircuitsAsync(Site site, int count) => Wait.UntilAsync(
        async () => ActiveCircuits().Match(await site.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)) is { Success: true } found
            && int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) == count,
        Site.Patience,
        $"{count} circuits");

    [GeneratedRegex(@"^\w*components_circuit_active(?:\{[^}]*\})? (\d+)", RegexOptions.Multiline)]
    private static partial Regex ActiveCircuits();
}
