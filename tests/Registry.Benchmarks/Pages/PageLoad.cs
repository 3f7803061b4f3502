using Microsoft.Playwright;

namespace Registry.Benchmarks.Pages;

/// <summary>A page that is opened with nothing in the cache.</summary>
/// <param name="Bytes">How many came over the wire.</param>
/// <param name="Circuits">How many circuits it opened.</param>
/// <param name="Readable">When its words were first painted, in milliseconds from the click.</param>
internal sealed record PageLoad(double Bytes, int Circuits, double Readable)
{
    public static async Task<PageLoad> MeasureAsync(Chromium chromium, Uri url, Network? network)
    {
        var page = await chromium.OpenAsync();
        try
        {
            var (bytes, circuits) = (0.0, 0);
            page.WebSocket += (_, _) => circuits++;
            var session = await page.Context.NewCDPSessionAsync(page);
            session.Event("Network.loadingFinished").OnEvent += (_, told) => bytes += told!.Value.GetProperty("encodedDataLength").GetDouble();
            await session.SendAsync("Network.enable");
            if (network is not null)
                await session.SendAsync("Network.emulateNetworkConditions", network.Arguments);
            await page.GotoAsync(url.AbsoluteUri, new() { WaitUntil = WaitUntilState.NetworkIdle });
            var painted = await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
            return new PageLoad(bytes, circuits, painted);
        }
        finally
        {
            await page.Context.DisposeAsync();
        }
    }
}

/// <summary>A connection as slow as one by radio.</summary>
internal sealed record Network(string Name, double MegabitsDown, double MegabitsUp, double RoundTrip)
{
    /// <summary>What Lighthouse takes for a phone.</summary>
    public static Network Slow4G { get; } = new("slow 4G", 1.6, 0.75, 150);

    public static Network Regular4G { get; } = new("4G", 9, 3, 60);

    public Dictionary<string, object> Arguments => new()
    {
        ["offline"] = false,
        ["latency"] = RoundTrip,
        ["downloadThroughput"] = MegabitsDown * 1_000_000 / 8,
        ["uploadThroughput"] = MegabitsUp * 1_000_000 / 8,
    };
}
