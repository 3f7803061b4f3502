using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Registry.Testing;

namespace Registry.Benchmarks.Publish;

/// <summary>What a number of publishes by a number of clients came to.</summary>
internal sealed record PublishLoad(double PerSecond, Samples Answer, Samples Usable, Samples Committed)
{
    /// <summary>How closely the sparse index is watched for a new version.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(4);

    /// <summary>
    /// Each client publishes one crate after the other, and asks the sparse index for each until it is there. The time of the git commit is
    /// the registry's own, by the clock both share.
    /// </summary>
    public static async Task<PublishLoad> RunAsync(
        RegistryUnderTest registry, string prefix, int crates, int clients, CancellationToken cancellationToken)
    {
        var load = new PublishLoad(0, new(), new(), new());
        var answered = new Dictionary<string, DateTimeOffset>[clients];
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
            answered[client] = await load.PublishAsync(registry, prefix, Enumerable.Range(0, crates).Where(i => i % clients == client), cancellationToken)));
        var perSecond = crates / clock.Elapsed.TotalSeconds;

        foreach (var (crate, at) in answered.SelectMany(ofClient => ofClient))
            load.Committed.Add(await CommittedAtAsync(registry, crate, cancellationToken) - at);
        return load with { PerSecond = perSecond };
    }

    private static async Task<DateTimeOffset> CommittedAtAsync(RegistryUnderTest registry, string crate, CancellationToken cancellationToken)
    {
        var change = await registry.Http.GetChangeAsync($"/api/v1/crates/{crate}/0.1.0/status?wait=done&timeout=60", cancellationToken);
        return Stage(change, "git_index")["finished_at"]!.GetValue<DateTimeOffset>();
    }

    private static JsonNode Stage(JsonNode change, string name) =>
        change["stages"]!.AsArray().Single(stage => stage!["name"]!.GetValue<string>() == name)!;

    private async Task<Dictionary<string, DateTimeOffset>> PublishAsync(
        RegistryUnderTest registry, string prefix, IEnumerable<int> numbers, CancellationToken cancellationToken)
    {
        var answered = new Dictionary<string, DateTimeOffset>();
        foreach (var number in numbers)
        {
            var crate = $"{prefix}-crate-{number}";
            var body = CrateUpload.Body(crate, "0.1.0");
            var clock = Stopwatch.StartNew();
            using var response = await registry.Http.PublishAsync(registry.Token, body, cancellationToken);
            Answer.Add(clock.Elapsed);
            answered[crate] = TimeProvider.System.GetUtcNow();
            response.EnsureSuccessStatusCode();

            clock.Restart();
            while (!await IsUsableAsync(registry, crate, cancellationToken))
                await Task.Delay(Look, cancellationToken);
            Usable.Add(clock.Elapsed);
        }

        return answered;
    }

    private static async Task<bool> IsUsableAsync(RegistryUnderTest registry, string crate, CancellationToken cancellationToken)
    {
        using var response = await registry.Http.GetAsync($"/index/{crate[..2]}/{crate[2..4]}/{crate}", cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }
}
