using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Registry.Data.Crates;
using Registry.Data.Index;
using Xunit;

namespace Registry.Data.Tests;

/// <summary>What holds of the file of any crate, whatever its rows are.</summary>
public sealed class IndexFilePropertyTests
{
    private const int Cases = 2_000;

    private static readonly string[] LineKeys =
        ["name", "vers", "deps", "cksum", "features", "features2", "yanked", "links", "rust_version", "pubtime", "v"];

    private static readonly string[] Always = ["name", "vers", "deps", "cksum", "features", "yanked", "pubtime"];

    private static readonly string[] DependencyKeys =
        ["name", "req", "features", "optional", "default_features", "target", "kind", "registry", "package", "artifact", "bindep_target", "lib"];

    [Fact]
    public void In_whatever_order_rows_and_what_is_in_them_come_the_bytes_are_the_same() => ForAll((rows, versions) =>
    {
        var expected = Render(versions);
        Assert.Equal(expected, Render(versions));
        Assert.Equal(expected, Render(rows.Shuffled(versions.Select(rows.Shuffled))));
    });

    [Fact]
    public void There_is_a_line_for_each_published_version_in_the_order_they_were_accepted() => ForAll((_, versions) =>
    {
        var published = versions.Where(version => version.PublishedAt is not null).ToList();
        Assert.Equal(published.Select(version => version.Number), Lines(versions).Select(line => Text(line, "vers")));
        Assert.Equal(published.Select(version => version.Checksum), Lines(versions).Select(line => Text(line, "cksum")));
    });

    [Fact]
    public void Every_line_has_cargos_fields_and_no_other_always_in_one_order() => ForAll((_, versions) =>
    {
        foreach (var line in Lines(versions))
        {
            var keys = line.Select(pair => pair.Key).ToList();
            Assert.Equal(LineKeys.Intersect(keys), keys);
            Assert.Empty(Always.Except(keys));
            foreach (var dependency in line["deps"]!.AsArray().Select(dependency => dependency!.AsObject()))
            {
                var ofDependency = dependency.Select(pair => pair.Key).ToList();
                Assert.Equal(DependencyKeys.Intersect(ofDependency), ofDependency);
                Assert.Empty(DependencyKeys.Take(7).Except(ofDependency));
            }

            // Cargo drops the whole line when it is anything but this.
            Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", Text(line, "pubtime"));
            Assert.Equal(20, Text(line, "pubtime").Length);
        }
    });

    [Fact]
    public void A_line_says_what_the_row_says() => ForAll((_, versions) =>
    {
        foreach (var (line, version) in Lines(versions).Zip(versions.Where(version => version.PublishedAt is not null)))
        {
            Assert.Equal("tide-tables", Text(line, "name"));
            Assert.Equal(version.Yanked, line["yanked"]!.GetValue<bool>());
            Assert.Equal(version.Links, (string?)line["links"]);
            Assert.Equal(version.RustVersion, (string?)line["rust_version"]);
            Assert.Equal(version.Dependencies.Count, line["deps"]!.AsArray().Count);
            foreach (var wanted in version.Dependencies)
                Assert.Contains(line["deps"]!.AsArray(), written => Says(written!.AsObject(), wanted));
            var kinds = line["deps"]!.AsArray().Select(dependency => (Text(dependency!.AsObject(), "name"), Rank(dependency!.AsObject()))).ToList();
            Assert.Equal(kinds.OrderBy(kind => kind.Item1, StringComparer.Ordinal).ThenBy(kind => kind.Item2), kinds);
        }
    });

    [Fact]
    public void Features_are_all_there_and_those_that_old_cargo_cannot_read_stand_apart_and_raise_the_version() => ForAll((_, versions) =>
    {
        foreach (var (line, version) in Lines(versions).Zip(versions.Where(version => version.PublishedAt is not null)))
        {
            var plain = Features(line, "features");
            var extended = Features(line, "features2");
            Assert.Equal(version.Features.Count, plain.Count + extended.Count);
            foreach (var (name, enables) in version.Features)
                Assert.Equal(enables, (plain.TryGetValue(name, out var values) ? values : extended[name]).AsArray().Select(value => (string)value!));
            Assert.Equal(plain.Keys.Order(StringComparer.Ordinal), plain.Keys);
            Assert.Equal(extended.Keys.Order(StringComparer.Ordinal), extended.Keys);
            Assert.DoesNotContain(plain.Values.SelectMany(values => values.AsArray()), value => NeedsVersion2((string)value!) || extended.ContainsKey((string)value!));
            Assert.All(extended.Values, values => Assert.Contains(values.AsArray(), value => NeedsVersion2((string)value!) || extended.ContainsKey((string)value!)));
            var hasArtifacts = version.Dependencies.Any(dependency => dependency.Artifact is not null);
            Assert.Equal(hasArtifacts ? 3 : extended.Count > 0 ? 2 : null, (int?)line["v"]);
            Assert.Equal(extended.Count > 0, line.ContainsKey("features2"));
        }
    });

    [Fact]
    public void A_yank_changes_one_word_of_one_line() => ForAll((_, versions) =>
    {
        var before = Encoding.UTF8.GetString(Render(versions)).Split('\n');
        var at = 0;
        foreach (var version in versions.Where(version => version.PublishedAt is not null))
        {
            version.Yanked = !version.Yanked;
            var after = Encoding.UTF8.GetString(Render(versions)).Split('\n');
            version.Yanked = !version.Yanked;

            var (was, becomes) = version.Yanked ? ("\"yanked\":true", "\"yanked\":false") : ("\"yanked\":false", "\"yanked\":true");
            Assert.Equal(before[at].Replace(was, becomes, StringComparison.Ordinal), after[at]);
            Assert.Equal(before.Where((_, i) => i != at), after.Where((_, i) => i != at));
            at++;
        }
    });

    [Fact]
    public void A_new_version_is_a_new_last_line_and_leaves_the_others_alone() => ForAll((_, versions) =>
    {
        if (versions.Count == 0)
            return;
        var before = Render(versions.SkipLast(1));
        Assert.StartsWith(Encoding.UTF8.GetString(before), Encoding.UTF8.GetString(Render(versions)), StringComparison.Ordinal);
    });

    private static void ForAll(Action<RandomRows, List<CrateVersion>> holds)
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var rows = new RandomRows(seed);
            try
            {
                holds(rows, rows.Versions());
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"It does not hold for the rows of seed {seed}.", failure);
            }
        }
    }

    private static byte[] Render(IEnumerable<CrateVersion> versions) => IndexFileRenderer.Render("tide-tables", versions);

    private static List<JsonObject> Lines(IEnumerable<CrateVersion> versions)
    {
        var text = Encoding.UTF8.GetString(Render(versions));
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private static string Text(JsonObject of, string key) => of[key]!.GetValue<string>();

    private static int Rank(JsonObject dependency) => Text(dependency, "kind") switch { "normal" => 0, "build" => 1, _ => 2 };

    private static Dictionary<string, JsonNode> Features(JsonObject line, string key) =>
        line[key]?.AsObject().ToDictionary(feature => feature.Key, feature => feature.Value!, StringComparer.Ordinal) ?? [];

    private static bool NeedsVersion2(string value) =>
        value.StartsWith("dep:", StringComparison.Ordinal) || value.Contains("?/", StringComparison.Ordinal);

    private static bool Says(JsonObject written, IndexDependency wanted) =>
        Text(written, "name") == wanted.Name && Text(written, "req") == wanted.Req && Text(written, "kind") == wanted.Kind
        && written["optional"]!.GetValue<bool>() == wanted.Optional && written["default_features"]!.GetValue<bool>() == wanted.DefaultFeatures
        && (string?)written["target"] == wanted.Target && (string?)written["registry"] == wanted.Registry
        && (string?)written["package"] == wanted.Package
        && (wanted.Artifact is { } artifact
            ? written["artifact"] is JsonArray kinds && kinds.Select(kind => (string)kind!).SequenceEqual(artifact)
            : !written.ContainsKey("artifact"))
        && (string?)written["bindep_target"] == wanted.BindepTarget && written["lib"]?.GetValue<bool>() == (wanted.Lib ? true : null)
        && written["features"]!.AsArray().Select(feature => (string)feature!).SequenceEqual(wanted.Features)
        && written["target"]?.GetValueKind() is null or JsonValueKind.String;
}
