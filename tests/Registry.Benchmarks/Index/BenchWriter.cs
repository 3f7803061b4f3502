using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs;
using Registry.Jobs.Index;
using Registry.Jobs.Index.Git;

namespace Registry.Benchmarks.Index;

/// <summary>What writes to the git index in a worker, put together as there, without the database.</summary>
internal sealed class BenchWriter : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ServiceProvider _services;

    /// <param name="repository">The index, or its mirror.</param>
    /// <param name="remote">The index, when it is elsewhere.</param>
    public BenchWriter(string repository, string? remote)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection([new($"{GitIndexOptions.Section}:Remote", remote)]).Build());
        services.AddSingleton(new IndexConfiguration(new PublicUrl(() => new Uri("http://localhost:8080")), isPrivate: false));
        services.AddGitIndex(_ => repository);
        _services = services.BuildServiceProvider();
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!await Writer.IsReadyAsync(Patience, cancellationToken))
            throw new TimeoutException($"The remote was not fetched within {Patience}.");
    }

    public Task WriteAsync(IReadOnlyList<IndexFile> files, CancellationToken cancellationToken) => Writer.WriteAsync(
        (_, _) => Task.FromResult(new IndexContent(files, "Publish\n", [])), cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private GitIndexWriter Writer => _services.GetRequiredService<GitIndexWriter>();
}
