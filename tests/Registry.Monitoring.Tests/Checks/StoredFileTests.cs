using Microsoft.Extensions.DependencyInjection;
using Registry.Jobs.Monitoring.Running;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Checks;

public sealed class StoredFileTests(PostgresFixture postgres) : MonitorTest(postgres)
{
    private const string Key = "stored_files";

    [Fact]
    public async Task A_stored_file_that_is_gone_is_found_until_it_is_back()
    {
        var token = await Registry.CreateTokenAsync("ada");
        using (var response = await Registry.Http.PublishAsync(token, CrateUpload.Body("tide", "1.0.0"), Cancelled))
            Assert.True(response.IsSuccessStatusCode);
        Assert.Empty(await RunAsync());
        var file = Directory.GetFiles(Path.Combine(Registry.DataDirectory, "crates"), "*.crate", SearchOption.AllDirectories).Single();
        var sound = await File.ReadAllBytesAsync(file, Cancelled);

        File.Delete(file);
        Assert.Equal("Downloads fail: the file of tide 1.0.0 is missing.", await AssertOpenedAsync(Key));

        await File.WriteAllBytesAsync(file, [.. sound, 0], Cancelled);
        Assert.Contains("the file of tide 1.0.0 has the checksum", Assert.Single(await RunAsync()).Sentence, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(file, sound, Cancelled);
        await AssertClearedAsync(Key);
    }

    [Fact]
    public async Task What_was_found_stays_open_though_no_sample_meets_it_again_and_elsewhere_nobody_looks()
    {
        var token = await Registry.CreateTokenAsync("ada");
        using (var response = await Registry.Http.PublishAsync(token, CrateUpload.Body("tide", "1.0.0"), Cancelled))
            Assert.True(response.IsSuccessStatusCode);
        foreach (var file in Directory.GetFiles(Path.Combine(Registry.DataDirectory, "crates"), "*.crate", SearchOption.AllDirectories))
            File.Delete(file);
        using var elsewhere = new TemporaryDirectory();
        Assert.Empty((await AddNode($"--Registry:DataDirectory={elsewhere.Path}").GetRequiredService<MonitorRunner>()
            .RunAsync(null, Cancelled))!.Findings);
        await AssertOpenedAsync(Key);

        await AddNode("--Monitor:FileSample=0").GetRequiredService<MonitorRunner>().RunAsync(null, Cancelled);
        Assert.Null(Assert.Single(await IncidentsAsync()).ClearedAt);
    }
}
