namespace Registry.Benchmarks.Pages;

/// <summary>From the commit that makes a version usable until an open status page in Chromium says so.</summary>
internal static class ChangeToDom
{
    /// <summary>Notes the moment at which the word is there.</summary>
    private const string Watch = """
        () => {
          const chip = () => document.querySelector(".title .chip")?.textContent.trim();
          const now = () => performance.timeOrigin + performance.now();
          window.usable = new Promise((resolve) => new MutationObserver(() => chip() === "Usable" && resolve(now()))
            .observe(document.body, { subtree: true, childList: true, characterData: true }));
        }
        """;

    public static async Task<Samples> MeasureAsync(PagesRegistry registry, Chromium chromium, string prefix, int runs, CancellationToken cancellationToken)
    {
        var delays = new Samples();
        var page = await chromium.OpenAsync();
        for (var run = 0; run < runs; run++)
        {
            var name = FormattableString.Invariant($"{prefix}{run:000}");
            await registry.HoldAsync(cancellationToken);
            var change = await registry.PublishAsync(name, null, cancellationToken);
            await page.GotoAsync(change.AbsoluteUri);
            await page.GetByText("This page keeps itself up to date.").WaitForAsync();
            await page.EvaluateAsync(Watch);
            await registry.LetGoAsync(cancellationToken);
            var seen = await page.EvaluateAsync<double>("usable");
            await registry.UntilDoneAsync(name, cancellationToken);
            var committed = await registry.CommittedAsync(name, cancellationToken);
            delays.Add(TimeSpan.FromMilliseconds(seen) - (committed - DateTimeOffset.UnixEpoch));
        }

        await page.Context.DisposeAsync();
        return delays;
    }
}
