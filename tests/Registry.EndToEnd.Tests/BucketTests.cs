using Registry.EndToEnd.Tests.Conformance;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed class BucketTests(Databases databases)
{
    [Fact]
    public async Task Cargo_publishes_to_a_bucket_and_builds_with_what_it_gets_from_there_by_a_signed_link()
    {
        await using var bucket = await ObjectServer.StartAsync(TestContext.Current.CancellationToken);
        await using var site = await Site.StartAsync("serve", databases, [.. bucket.Settings, "--Storage:S3:RedirectDownloads=true"]);
        var index = $"sparse+{site.Url}index/";
        using var cargo = new Cargo(index, site.Token);
        using var package = CargoPackage.Of(
            ("Cargo.toml", CargoPackage.Manifest("tide", "1.0.0")), ("src/lib.rs", "pub fn number() -> u32 { 7 }"));
        (await cargo.RunAsync(package.Path, "publish", "--registry", "registry", "--no-verify")).Succeeded();

        using var consumer = new Consumer(
            index, "[dependencies]\ntide = { version = \"1\", registry = \"registry\" }", Consumer.Printing("tide::number()"));

        Assert.Equal("7", await consumer.PrintsAsync());
        Assert.Empty(Directory.GetFiles(site.DataDirectory, "*.crate", SearchOption.AllDirectories));
    }
}
