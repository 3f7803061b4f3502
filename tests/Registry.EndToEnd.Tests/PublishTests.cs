using System.Text.RegularExpressions;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

public sealed partial class PublishTests
{
    [Fact]
    public async Task Two_crates_go_from_cargo_publish_to_a_consumers_cargo_build_through_either_index()
    {
        await using var site = await Site.ServeAsync();
        var sparse = $"sparse+{site.Url}index/";
        using var author = new Cargo(sparse, site.Token);
        using var inner = CargoPackage.Library("inner", "pub fn answer() -> u32 { 42 }");
        using var outer = CargoPackage.Library(
            "outer-crate", "pub fn question() -> String { format!(\"six times seven is {}\", inner::answer()) }",
            """inner = { version = "0.1", registry = "registry" }""");

        // The first one also warms the server up.
        var last = await PublishAsync(author, inner, site, longestWait: 4);
        last = await PublishAsync(author, outer, site, longestWait: 2);

        await BuildAndRunConsumerAsync(sparse);
        await site.WaitAsync(last, "done");
        await BuildAndRunConsumerAsync($"{site.Url}git/index");
    }

    /// <param name="author">Who publishes.</param>
    /// <param name="package">What is published.</param>
    /// <param name="site">Where to.</param>
    /// <param name="longestWait">How often cargo may look at the index until it sees the version; it looks once a second.</param>
    /// <returns>The id of the change.</returns>
    private static async Task<string> PublishAsync(Cargo author, CargoPackage package, Site site, int longestWait)
    {
        var said = (await author.RunAsync(package.Path, "publish", "--registry", "registry")).Succeeded().Errors;

        var link = StatusLink().Match(said);
        Assert.True(link.Success, said);
        Assert.StartsWith(site.PageOf("").AbsoluteUri, link.Groups["url"].Value, StringComparison.Ordinal);
        Assert.Contains("Published ", said, StringComparison.Ordinal);
        var sinceUpload = said[said.IndexOf("> PUT /api/v1/crates/new", StringComparison.Ordinal)..];
        Assert.InRange(IndexRequest().Count(sinceUpload), 1, longestWait);
        return link.Groups["id"].Value;
    }

    private static async Task BuildAndRunConsumerAsync(string index)
    {
        using var cargo = new Cargo(index);
        using var consumer = CargoPackage.Program(
            "consumer", "fn main() { println!(\"{}\", outer_crate::question()); }", """outer-crate = { version = "0.1", registry = "registry" }""");
        var built = await cargo.RunAsync(consumer.Path, "build");

        // Debian links cargo to a libgit2 that it was not made for, and with it cargo cannot fetch by itself.
        if (built.Errors.Contains("invalid version 0 on git_proxy_options", StringComparison.Ordinal))
            built = await cargo.RunAsync(consumer.Path, "build", "--config", "net.git-fetch-with-cli=true");
        built.Succeeded();
        var ran = (await cargo.RunAsync(consumer.Path, "run", "--offline", "--quiet")).Succeeded();
        Assert.Equal("six times seven is 42", ran.Output.Trim());
    }

    [GeneratedRegex(@"^warning: .*(?<url>http://\S+/changes/(?<id>[0-9a-z]{26}))\s*$", RegexOptions.Multiline)]
    private static partial Regex StatusLink();

    [GeneratedRegex("> GET /index/(in/ne/inner|ou/te/outer-crate) ")]
    private static partial Regex IndexRequest();
}
