using Registry.Testing;

namespace Registry.Benchmarks.Index;

/// <summary>Something that goes on, again and again, while publishes are measured.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Once">Does it once; false when this version of the registry does not know it.</param>
internal sealed record Company(string Name, Func<CancellationToken, Task<bool>> Once)
{
    private const int WrongUsage = 2;

    public static IEnumerable<Company> All(RegistryUnderTest registry) =>
    [
        new("gc", token => VerbAsync(["index", "gc", "--full", registry.DataSetting], token)),
        new("verify", token => VerbAsync(["index", "verify", registry.DataSetting], token)),
        new("clone", async token =>
        {
            using var clones = new GitClones(registry.Url, modest: true);
            await clones.CloneAsync(token);
            return true;
        }),
    ];

    /// <returns>Null when there is no such company.</returns>
    public async Task<T?> BesideAsync<T>(Func<CancellationToken, Task<T>> measure, CancellationToken cancellationToken)
        where T : class
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var going = GoOnAsync(stop.Token);
        var measured = await measure(cancellationToken);
        await stop.CancelAsync();
        return await going ? measured : null;
    }

    private async Task<bool> GoOnAsync(CancellationToken stop)
    {
        try
        {
            while (await Once(stop))
            {
                // Once more.
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static async Task<bool> VerbAsync(string[] arguments, CancellationToken cancellationToken) =>
        (await RegistryExecutable.RunAsync(arguments, cancellationToken)).ExitCode != WrongUsage;
}
