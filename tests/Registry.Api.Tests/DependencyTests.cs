using System.Net;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What a crate may depend on.</summary>
public sealed class DependencyTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task A_crate_of_this_registry_has_to_be_there_in_its_very_spelling()
    {
        var unknown = await RefusalAsync(Dependency("moor-line"));
        Assert.Contains("publish it first", unknown, StringComparison.Ordinal);
        await PublishAsync("moor-line", "1.0.0");

        var misspelled = await RefusalAsync(Dependency("moor_line"));
        Assert.Contains("write `moor-line`", misspelled, StringComparison.Ordinal);
        await PublishAsync("tide-tables", "0.4.2", Dependency("moor-line"), Dependency("tide-tables", kind: "dev"));
    }

    [Theory]
    [InlineData("sparse+{0}index/")]
    [InlineData("{0}index")]
    [InlineData("registry+{0}git/index")]
    [InlineData("{0}git/index.git/")]
    [InlineData("")]
    public async Task This_registry_in_whatever_spelling_is_not_named_in_its_index(string spelling)
    {
        await using var worker = await Registry.StartWorkerAsync();
        var own = string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, Registry.Url);
        Assert.Contains("publish it first", await RefusalAsync(Dependency("moor-line", own)), StringComparison.Ordinal);
        await PublishAsync("moor-line", "1.0.0");

        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2", Dependency("moor-line", own)));

        Assert.Null((await LineAsync())["deps"]![0]!["registry"]);
    }

    [Fact]
    public async Task Another_registry_is_named_as_it_was_stated()
    {
        await using var worker = await Registry.StartWorkerAsync();
        const string elsewhere = "https://elsewhere.example/index";

        await UntilDoneAsync(await PublishAsync("tide-tables", "0.4.2", Dependency("moor-line", elsewhere)));

        Assert.Equal(elsewhere, (await LineAsync())["deps"]![0]!["registry"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("std")]
    [InlineData("Proc-Macro")]
    [InlineData("nul")]
    public async Task Some_names_are_nobodys(string name)
    {
        using var response = await Http.PublishAsync(Token, CrateUpload.Body(name, "0.4.2"), Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("reserved", await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
    }

    private static JsonObject Dependency(string name, string? registry = null, string kind = "normal") => new()
    {
        ["name"] = name,
        ["version_req"] = "^1",
        ["kind"] = kind,
        ["registry"] = registry,
    };

    private async Task<string> RefusalAsync(JsonObject dependency)
    {
        var body = CrateUpload.Body("tide-tables", "0.4.2", CrateUpload.Metadata("tide-tables", "0.4.2", dependency));
        using var response = await Http.PublishAsync(Token, body, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return await response.ErrorAsync(Cancelled);
    }

    private async Task<JsonNode> LineAsync() => JsonNode.Parse((await IndexFileAsync("ti/de/tide-tables"))!)!;
}
