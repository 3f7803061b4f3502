using System.Net;
using System.Text.Json.Nodes;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>A registry of its own for each test, without workers until the test starts one.</summary>
public abstract class ApiTest(PostgresFixture postgres) : IAsyncLifetime
{
    protected PostgresFixture Postgres => postgres;

    protected RegistryServer Registry { get; private set; } = null!;

    /// <summary>A token of ada, who publishes.</summary>
    protected string Token { get; private set; } = null!;

    protected HttpClient Http => Registry.Http;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected virtual string[] Settings => [];

    public async ValueTask InitializeAsync()
    {
        Registry = await RegistryServer.StartAsync(postgres, Settings);
        Token = await Registry.CreateTokenAsync("ada");
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Publishes a small crate, and answers the address of its status as data.</summary>
    protected async Task<string> PublishAsync(string name, string version, params JsonNode[] dependencies)
    {
        var metadata = CrateUpload.Metadata(name, version, dependencies);
        using var response = await Http.PublishAsync(Token, CrateUpload.Body(name, version, metadata), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return $"/api/v1/crates/{name}/{version}/status";
    }

    protected async Task<JsonNode> UntilDoneAsync(string status)
    {
        var change = await Http.GetChangeAsync($"{status}?wait=done&timeout=60", Cancelled);
        Assert.Equal("done", change["state"]!.GetValue<string>());
        return change;
    }

    protected async Task<string?> IndexFileAsync(string path)
    {
        using var response = await Http.GetAsync($"/index/{path}", Cancelled);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.Content.ReadAsStringAsync(Cancelled);
    }
}
