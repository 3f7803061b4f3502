using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>A file of the sparse index from this registry and from nginx: one core for the server, the other for the load, a turn each.</summary>
internal sealed class SparseContest(FigureList figures, IndexScale scale, RegistryUnderTest registry)
{
    /// <summary>Rounds that do not count: on one core the compiler shares the first seconds of load with the requests.</summary>
    private const int WarmUp = 3;

    private const int Rounds = 3;
    private const string Crate = "sparse-hit";
    private const string Path = "index/sp/ar/sparse-hit";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var file = await PublishAsync(cancellationToken);
        await using var nginx = await Nginx.StartAsync(Path, file, cancellationToken);
        await Cores.PinAsync(registry.ProcessId, Cores.Server, cancellationToken);
        await Cores.PinAsync(nginx.ProcessId, Cores.Server, cancellationToken);
        var (ours, theirs) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            var our = await Wrk.RunAsync(new Uri(registry.Url, Path), scale.LoadSeconds, cancellationToken);
            var their = await Wrk.RunAsync(new Uri(nginx.Url, Path), scale.LoadSeconds, cancellationToken);
            if (round < WarmUp)
                continue;
            ours.Add(our);
            theirs.Add(their);
        }

        await Cores.PinAsync(registry.ProcessId, Cores.All, cancellationToken);
        var rival = theirs.Average(result => result.PerSecond);
        figures.Add(Figure.Reaching("sparse hits per core", ours.Average(result => result.PerSecond), "/s", Goal.Times(0.5, "nginx", rival)));
        figures.Add(new("sparse hits per core: nginx", rival, "/s"));
        figures.Add(new("sparse hit p99", ours.Average(result => result.Percentile99), "ms"));
        figures.Add(new("sparse hit p99: nginx", theirs.Average(result => result.Percentile99), "ms"));
    }

    private async Task<byte[]> PublishAsync(CancellationToken cancellationToken)
    {
        using var response = await registry.Http.PublishAsync(registry.Token, CrateUpload.Body(Crate, "0.1.0"), cancellationToken);
        response.EnsureSuccessStatusCode();
        await registry.Http.GetChangeAsync($"/api/v1/crates/{Crate}/0.1.0/status?wait=usable&timeout=60", cancellationToken);
        return await registry.Http.GetByteArrayAsync(new Uri(registry.Url, Path), cancellationToken);
    }
}
