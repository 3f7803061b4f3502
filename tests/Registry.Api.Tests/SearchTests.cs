using System.Net;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What <c>cargo search</c> and tools that read crates get.</summary>
public sealed class SearchTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task The_very_name_comes_first_then_what_begins_with_it_then_what_fits()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await PublishAllAsync(
            ("lamp", "Nothing to do with it, but the tide is named: tide tide tide"), ("ebb-tide", "Low water"), ("tide-tables", "When the water is high"),
            ("tide", "One word"), ("moor", "Ropes for boats"));

        Assert.Equal(["tide", "tide-tables", "ebb-tide", "lamp"], await NamesAsync("q=tide"));
        Assert.Equal(["tide-tables"], (await NamesAsync("q=Tide_Tables"))[..1]);
        Assert.Equal(["moor"], await NamesAsync("q=boat"));
        Assert.Equal(["tide-tables"], (await NamesAsync("q=tide-tabels"))[..1]);
        Assert.Equal(["ebb-tide", "lamp", "moor", "tide", "tide-tables"], await NamesAsync(""));
        var first = (await SearchAsync("q=Tide"))["crates"]![0]!;
        Assert.True(first["exact_match"]!.GetValue<bool>());
        Assert.Equal("0.1.0", first["max_version"]!.GetValue<string>());
        Assert.Equal("One word", first["description"]!.GetValue<string>());
    }

    [Fact]
    public async Task Pages_have_a_size_and_an_end()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await PublishAllAsync(("tide-a", "x"), ("tide-b", "x"), ("tide-c", "x"));

        var first = await SearchAsync("q=tide&per_page=2");
        Assert.Equal(2, first["crates"]!.AsArray().Count);
        Assert.Equal(3, first["meta"]!["total"]!.GetValue<int>());
        Assert.Null(first["meta"]!["prev_page"]);
        var second = await SearchAsync(first["meta"]!["next_page"]!.GetValue<string>().TrimStart('?'));
        Assert.Equal("tide-c", Assert.Single(second["crates"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Null(second["meta"]!["next_page"]);
        Assert.Empty(await NamesAsync("q=tide&page=3"));
    }

    [Theory]
    [InlineData("q=%00")]
    [InlineData("q=%ED%A0%80")]
    [InlineData("q=%FF%FE")]
    [InlineData("q='%3B%20drop%20table%20crates%3B--")]
    [InlineData("q=%25%5F%5C")]
    [InlineData("q=%22unclosed%20or%20-%20and%20%26%7C!%3A*()%3C-%3E")]
    [InlineData("q=%F0%9F%8C%8A")]
    [InlineData("q=a&q=b")]
    [InlineData("q[]=a")]
    [InlineData("per_page=0")]
    [InlineData("per_page=101")]
    [InlineData("per_page=-1")]
    [InlineData("per_page=99999999999999999999")]
    [InlineData("page=0")]
    [InlineData("page=201")]
    [InlineData("page=x")]
    [InlineData("sort=;")]
    public async Task A_hostile_query_is_answered_or_refused_but_breaks_nothing(string query)
    {
        using var response = await Http.GetAsync($"/api/v1/crates?{query}", Cancelled);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        if (response.StatusCode == HttpStatusCode.BadRequest)
            Assert.NotEmpty(await response.ErrorAsync(Cancelled));
    }

    [Fact]
    public async Task What_the_index_does_not_show_yet_is_not_found()
    {
        await PublishAsync("tide-tables", "0.4.2");

        Assert.Empty(await NamesAsync("q=tide"));
        using var crate = await Http.GetAsync("/api/v1/crates/tide-tables", Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, crate.StatusCode);
    }

    [Fact]
    public async Task A_crate_its_versions_and_what_they_depend_on_are_told_in_the_shapes_of_crates_io()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await UntilDoneAsync(await PublishAsync("moor-line", "1.0.0"));
        var renamed = new JsonObject { ["name"] = "moor-line", ["version_req"] = "^1", ["explicit_name_in_toml"] = "rope", ["kind"] = "normal" };
        await PublishAsync("tide-tables", "0.10.0");
        await PublishAsync("tide-tables", "0.9.0+spring", renamed.DeepClone());
        await UntilDoneAsync(await PublishAsync("tide-tables", "1.0.0-rc.1", renamed));

        var crate = await GetAsync("/api/v1/crates/Tide_Tables");
        Assert.Equal("tide-tables", crate["crate"]!["id"]!.GetValue<string>());
        Assert.Equal("0.10.0", crate["crate"]!["max_stable_version"]!.GetValue<string>());
        Assert.Equal("1.0.0-rc.1", crate["crate"]!["max_version"]!.GetValue<string>());
        Assert.Equal("0.10.0", crate["crate"]!["default_version"]!.GetValue<string>());
        Assert.Equal(["1.0.0-rc.1", "0.10.0", "0.9.0+spring"], crate["versions"]!.AsArray().Select(version => version!["num"]!.GetValue<string>()));
        foreach (var spelling in new[] { "0.9.0+spring", "0.9.0%2Bspring", "0.9.0" })
        {
            var version = (await GetAsync($"/api/v1/crates/tide-tables/{spelling}"))["version"]!;
            Assert.Equal("0.9.0+spring", version["num"]!.GetValue<string>());
            Assert.Equal("ada", version["published_by"]!["login"]!.GetValue<string>());
            using var download = await Http.GetAsync(version["dl_path"]!.GetValue<string>(), Cancelled);
            Assert.Equal(HttpStatusCode.OK, download.StatusCode);
            var dependency = Assert.Single((await GetAsync($"/api/v1/crates/tide-tables/{spelling}/dependencies"))["dependencies"]!.AsArray())!;
            Assert.Equal("moor-line", dependency["crate_id"]!.GetValue<string>());
            Assert.Equal("^1", dependency["req"]!.GetValue<string>());
        }

        Assert.Empty((await GetAsync("/api/v1/crates/moor-line/reverse_dependencies"))["dependencies"]!.AsArray());
        using (var yank = await Http.YankAsync(Token, "tide-tables", "0.10.0", Cancelled))
            Assert.Equal(HttpStatusCode.OK, yank.StatusCode);
        await Wait.UntilAsync(
            async () => (await GetAsync("/api/v1/crates/tide-tables"))["crate"]!["default_version"]!.GetValue<string>() == "0.9.0+spring", null,
            "the highest stable version that is not yanked stands for the crate");
        var dependents = await GetAsync("/api/v1/crates/moor_line/reverse_dependencies");
        Assert.Equal("moor-line", Assert.Single(dependents["dependencies"]!.AsArray())!["crate_id"]!.GetValue<string>());
        Assert.Equal("tide-tables", Assert.Single(dependents["versions"]!.AsArray())!["crate"]!.GetValue<string>());
    }

    private async Task PublishAllAsync(params (string Name, string Description)[] crates)
    {
        var statuses = new List<string>();
        foreach (var (name, description) in crates)
        {
            var metadata = CrateUpload.Metadata(name, "0.1.0");
            metadata["description"] = description;
            using var response = await Http.PublishAsync(Token, CrateUpload.Body(name, "0.1.0", metadata), Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            statuses.Add($"/api/v1/crates/{name}/0.1.0/status");
        }

        foreach (var status in statuses)
            await Http.GetChangeAsync($"{status}?wait=usable&timeout=60", Cancelled);
    }

    private async Task<string[]> NamesAsync(string query) =>
        [.. (await SearchAsync(query))["crates"]!.AsArray().Select(crate => crate!["name"]!.GetValue<string>())];

    private Task<JsonNode> SearchAsync(string query) => GetAsync($"/api/v1/crates?{query}");

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path, Cancelled))!;
}
