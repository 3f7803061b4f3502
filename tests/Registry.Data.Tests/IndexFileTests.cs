using System.Text;
using System.Text.Json.Nodes;
using Registry.Data.Crates;
using Registry.Data.Index;
using Xunit;

namespace Registry.Data.Tests;

/// <summary>The bytes of the index are a function of the rows, and are what cargo reads.</summary>
public sealed class IndexFileTests
{
    private static readonly DateTimeOffset Accepted = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Theory]
    [InlineData("a", "1/a")]
    [InlineData("AB", "2/ab")]
    [InlineData("abc", "3/a/abc")]
    [InlineData("Tide-Tables", "ti/de/tide-tables")]
    public void A_file_stands_where_cargo_looks_for_it(string name, string path) => Assert.Equal(path, IndexPath.For(name));

    [Fact]
    public void A_plain_version_is_one_line_of_known_bytes()
    {
        var version = Version("0.4.2");

        Assert.Equal(
            """{"name":"tide-tables","vers":"0.4.2","deps":[],"cksum":"00","features":{},"yanked":false,"pubtime":"2026-01-02T03:04:05Z"}""" + "\n",
            Render(version));
    }

    [Fact]
    public void Every_field_has_its_place()
    {
        var version = Version(
            "1.0.0",
            dependencies:
            [
                new IndexDependency
                {
                    Name = "moor", Package = "moor-line", Req = "^1.2", Features = ["rope"], Optional = true, DefaultFeatures = false,
                    Target = "cfg(unix)", Kind = "build", Registry = "https://elsewhere.example/index",
                },
            ],
            features: new() { ["default"] = ["moor"], ["moor"] = ["dep:moor"] },
            links: "tide",
            rustVersion: "1.70");

        Assert.Equal(
            """
            {"name":"tide-tables","vers":"1.0.0","deps":[{"name":"moor","req":"^1.2","features":["rope"],"optional":true,"default_features":false,"target":"cfg(unix)","kind":"build","registry":"https://elsewhere.example/index","package":"moor-line"}],"cksum":"00","features":{},"features2":{"default":["moor"],"moor":["dep:moor"]},"yanked":false,"links":"tide","rust_version":"1.70","pubtime":"2026-01-02T03:04:05Z","v":2}

            """,
            Render(version));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, ",\"lib\":true")]
    public void A_line_with_artifacts_is_for_a_cargo_that_knows_them(bool lib, string written)
    {
        var version = Version(
            "1.0.0",
            dependencies: [new IndexDependency { Name = "moor", Req = "^1", Artifact = ["bin:moor", "cdylib"], BindepTarget = "x86_64-unknown-none", Lib = lib }]);

        Assert.Equal(
            "{\"name\":\"tide-tables\",\"vers\":\"1.0.0\",\"deps\":[{\"name\":\"moor\",\"req\":\"^1\",\"features\":[],\"optional\":false,"
            + "\"default_features\":true,\"target\":null,\"kind\":\"normal\",\"artifact\":[\"bin:moor\",\"cdylib\"],"
            + $"\"bindep_target\":\"x86_64-unknown-none\"{written}}}],\"cksum\":\"00\",\"features\":{{}},\"yanked\":false,"
            + "\"pubtime\":\"2026-01-02T03:04:05Z\",\"v\":3}\n",
            Render(version));
    }

    [Fact]
    public void The_order_of_what_was_uploaded_does_not_matter()
    {
        IndexDependency[] dependencies =
        [
            new() { Name = "b", Req = "1", Kind = "dev" }, new() { Name = "b", Req = "1" }, new() { Name = "a", Req = "2" },
            new() { Name = "b", Req = "1", Kind = "build", Target = "x" }, new() { Name = "b", Req = "1", Kind = "build" },
            new() { Name = "b", Req = "1", Kind = "build", Package = "c" }, new() { Name = "b", Req = "1", Kind = "build", Optional = true },
            new() { Name = "b", Req = "1", Kind = "dev", Artifact = ["bin"] }, new() { Name = "b", Req = "1", Kind = "dev", Artifact = ["bin"], Lib = true },
            new() { Name = "b", Req = "1", Kind = "dev", Artifact = ["bin"], BindepTarget = "x" },
        ];
        string[] features = ["z", "a", "m"];
        var expected = Render(Version("1.0.0", dependencies, features.ToDictionary(name => name, _ => Array.Empty<string>())));
        var random = new Random(42);

        for (var i = 0; i < 200; i++)
        {
            random.Shuffle(dependencies);
            random.Shuffle(features);
            Assert.Equal(
                expected, Render(Version("1.0.0", dependencies, features.ToDictionary(name => name, _ => Array.Empty<string>()))));
        }

        var kinds = JsonNode.Parse(expected)!["deps"]!.AsArray().Select(dependency => dependency!["kind"]!.GetValue<string>());
        Assert.Equal(["normal", "normal", "build", "build", "build", "build", "dev", "dev", "dev", "dev"], kinds);
    }

    [Fact]
    public void Features_that_old_versions_of_cargo_cannot_read_stand_apart_with_all_that_enable_them()
    {
        var features = new Dictionary<string, string[]>
        {
            ["default"] = ["std"],
            ["std"] = ["full"],
            ["full"] = ["weak?/on"],
            ["plain"] = ["other/on"],
            ["alone"] = [],
        };

        var line = JsonNode.Parse(Render(Version("1.0.0", features: features)))!;

        Assert.Equal(["alone", "plain"], line["features"]!.AsObject().Select(feature => feature.Key));
        Assert.Equal(["default", "full", "std"], line["features2"]!.AsObject().Select(feature => feature.Key));
        Assert.Equal(2, line["v"]!.GetValue<int>());
    }

    [Fact]
    public void Versions_that_are_not_published_yet_are_not_shown()
    {
        var waiting = Version("0.4.3");
        waiting.PublishedAt = null;

        Assert.Equal(Render(Version("0.4.2")), Render(Version("0.4.2"), waiting));
    }

    [Theory]
    [InlineData("quote\" back\\slash")]
    [InlineData("Zeile\nzwei\u2028drei")]
    [InlineData("🦀 <script>&'")]
    public void Any_text_comes_back_as_it_was_and_keeps_to_its_line(string text)
    {
        var rendered = Render(Version("1.0.0", links: text));

        Assert.Equal(1, rendered.Count(character => character == '\n'));
        Assert.Equal(text, JsonNode.Parse(rendered)!["links"]!.GetValue<string>());
    }

    private static string Render(params CrateVersion[] versions) => Encoding.UTF8.GetString(IndexFileRenderer.Render("tide-tables", versions));

    private static CrateVersion Version(
        string number, IndexDependency[]? dependencies = null, Dictionary<string, string[]>? features = null, string? links = null,
        string? rustVersion = null) => new()
        {
            Number = number,
            Checksum = "00",
            Size = 1,
            StorageKey = "key",
            Dependencies = [.. dependencies ?? []],
            Features = (features ?? []).ToDictionary(feature => feature.Key, feature => (IReadOnlyList<string>)feature.Value),
            Links = links,
            RustVersion = rustVersion,
            CreatedAt = Accepted,
            PublishedAt = Accepted,
        };
}
