using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>Something that goes on, again and again, while publishes are measured.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Once">Does it once.</param>
internal sealed record Company(string Name, Func<CancellationToken, Task> Once)
{
    public static IEnumerable<Company> All(RegistryUnderTest registry) =>
    [
        new("gc", token => RegistryExecutable.RunAsync(["index", "gc", "--full", registry.DataSetting], token)),
        new("verify", token => RegistryExecutable.RunAsync(["index", "verify", registry.DataSetting], token)),
        new("clone", async token =>
        {
            using var clones = new GitClones(registry.Url, modest: true);
            await clones.CloneAsync(token);
        }),
    ];

    public async Task<T> BesideAsync<T>(Func<CancellationToken, Task<T>> measure, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var going = GoOnAsync(stop.Token);
        var measured = await measure(cancellationToken);
        await stop.CancelAsync();
        await going;
        return measured;
    }

    private async Task GoOnAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
                await Once(stop);
        }
        catch (OperationCanceledException)
        {
            // It has been company for long enough.
        }
    }
}
