using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Registry.EndToEnd.Tests.Running;

internal sealed partial class Site
{
    /// <summary>Uploads a small library.</summary>
    /// <returns>The id of the change.</returns>
    public async Task<string> PublishAsync(string name, string version)
    {
        using var response = await Http.PublishAsync(Token, CrateUpload.Body(name, version), TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        var said = JsonNode.Parse(answer)!["warnings"]!["other"]![0]!.GetValue<string>();
        return said[(said.LastIndexOf('/') + 1)..];
    }

    /// <returns>The id of the change.</returns>
    public Task<string> YankAsync(string name, string version) =>
        ChangeOfAsync(Http.YankAsync(Token, name, version, TestContext.Current.CancellationToken));

    /// <returns>The id of the change.</returns>
    public Task<string> UnyankAsync(string name, string version) =>
        ChangeOfAsync(Http.UnyankAsync(Token, name, version, TestContext.Current.CancellationToken));

    /// <summary>Deletes a version.</summary>
    /// <returns>The id of the change.</returns>
    public Task<string> DeleteAsync(string name, string version) => ChangeOfAsync(SendDeleteAsync($"/api/v1/crates/{name}/{version}"));

    /// <summary>Deletes a crate.</summary>
    /// <returns>The id of the change of its newest version.</returns>
    public Task<string> DeleteAsync(string name) => ChangeOfAsync(SendDeleteAsync($"/api/v1/crates/{name}"));

    /// <summary>Where a change stands.</summary>
    public Task<JsonNode> GetAsync(string change) =>
        Http.GetChangeAsync($"/api/v1/changes/{change}", TestContext.Current.CancellationToken);

    /// <summary>Waits until a change is <c>usable</c> or <c>done</c>.</summary>
    public async Task<JsonNode> WaitAsync(string change, string until)
    {
        var path = $"/api/v1/changes/{change}?wait={until}&timeout={Patience.TotalSeconds}";
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
        return JsonNode.Parse(answer)!["change"]!;
    }

    public Uri PageOf(string change) => new(Url, $"changes/{change}");

    /// <summary>What cargo gets from the sparse index, each byte as one character.</summary>
    /// <param name="path">Such as <c>ti/de/tide</c>.</param>
    public async Task<string> GetIndexFileAsync(string path) =>
        Encoding.Latin1.GetString(await Http.GetByteArrayAsync($"/index/{path}", TestContext.Current.CancellationToken));

    private async Task<HttpResponseMessage> SendDeleteAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path) { Headers = { { "Authorization", Token } } };
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> ChangeOfAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        var link = JsonNode.Parse(answer)!["status_url"]!.GetValue<string>();
        return link[(link.LastIndexOf('/') + 1)..];
    }
}
