using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.App.Cli;

using Registry.Jobs.Index.Git;
using Registry.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Registry.Git.Tests.Packing;

public sealed class PackingJobTests(PostgresFixture postgres) : IDisposable
{
    private readonly Sandbox _sandbox = new();

    [Fact]
    public async Task A_publish_that_makes_the_objects_too_many_has_them_packed()
    {
        await using var registry = await RegistryServer.StartAsync(postgres);
        using var index = new IndexRepository(
            Path.Combine(registry.DataDirectory, "index.git"), new GitIndexOptions(), TimeProvider.System, NullLogger<IndexRepository>.Instance);
        for (var i = 0; i < 61; i++)
            await CommitAsync(index, i);
        await using var worker = await registry.StartWorkerAsync();

        using var answer = await registry.Http.PublishAsync(
            await registry.CreateTokenAsync("ada"), CrateUpload.Body("tide-tables", "0.1.0"), Sandbox.Cancellation);
        answer.EnsureSuccessStatusCode();

        await Wait.UntilAsync(() => Packs(index.Path) < 10, "the index is packed");
        Assert.NotNull(index.Read("ti/de/tide-tables"));
        Assert.Equal("60\n", Encoding.UTF8.GetString(index.Read("jo/bs/jobs-0")!));
    }

    [Fact]
    public async Task The_verb_packs_the_index_of_its_data_directory()
    {
        var index = await _sandbox.SeedAsync();
        await CommitAsync(index, 0);
        await CommitAsync(index, 1);

        Assert.Equal(0, await RegistryCommandLine.RunAsync(["index", "gc", $"--Registry:DataDirectory={_sandbox.Root}"]));

        Assert.Equal(1, Packs(index.Path));
        Assert.Equal(1, await RegistryCommandLine.RunAsync(["index", "gc", $"--Registry:DataDirectory={_sandbox.Root}", "--Index:Git:Enabled=false"]));
    }

    [Fact]
    public async Task Where_the_index_is_not_the_verb_has_a_worker_pack_it()
    {
        await using var registry = await RegistryServer.StartAsync(postgres);
        using var index = new IndexRepository(
            Path.Combine(registry.DataDirectory, "index.git"), new GitIndexOptions(), TimeProvider.System, NullLogger<IndexRepository>.Instance);
        await CommitAsync(index, 0);
        string[] elsewhere = [.. registry.Settings, $"--Registry:DataDirectory={_sandbox.Root}"];

        Assert.Equal(0, await RegistryCommandLine.RunAsync(["index", "gc", .. elsewhere]));

        Assert.Null(Bitmap(index.Path));
        await using var worker = await registry.StartWorkerAsync();
        await Wait.UntilAsync(() => Bitmap(index.Path) is not null, "the index is packed");
    }

    public void Dispose() => _sandbox.Dispose();

    private static int Packs(string index) => Directory.GetFiles(Path.Combine(index, "objects", "pack"), "*.pack").Length;

    private static string? Bitmap(string index) => Directory.GetFiles(Path.Combine(index, "objects", "pack"), "*.bitmap").FirstOrDefault();

    private static Task<IndexCommit> CommitAsync(IndexRepository index, int round) => index.CommitAsync(
        index.Head,
        [.. Enumerable.Range(0, 10).Select(n => new IndexFile($"jo/bs/jobs-{n}", Encoding.UTF8.GetBytes($"{round}\n")))],
        "Change\n",
        Sandbox.Cancellation);
}
