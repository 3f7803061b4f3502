using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Registry.Testing;

/// <summary>Speaks Cargo's web API as cargo does: the token bare, the publish without a content type.</summary>
public static class CargoClient
{
    public static Task<HttpResponseMessage> PublishAsync(this HttpClient http, string? token, byte[] body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/crates/new") { Content = new ByteArrayContent(body) };
        return http.SendWithTokenAsync(request, token, cancellationToken);
    }

    public static Task<HttpResponseMessage> YankAsync(
        this HttpClient http, string? token, string name, string version, CancellationToken cancellationToken) =>
        http.SendWithTokenAsync(new(HttpMethod.Delete, $"/api/v1/crates/{name}/{version}/yank"), token, cancellationToken);

    public static Task<HttpResponseMessage> UnyankAsync(
        this HttpClient http, string? token, string name, string version, CancellationToken cancellationToken) =>
        http.SendWithTokenAsync(new(HttpMethod.Put, $"/api/v1/crates/{name}/{version}/unyank"), token, cancellationToken);

    /// <summary>The object of a change, as <c>GET /api/v1/changes/{id}</c> and its relatives answer it.</summary>
    public static async Task<JsonNode> GetChangeAsync(this HttpClient http, string path, CancellationToken cancellationToken)
    {
        var answer = JsonNode.Parse(await http.GetStringAsync(path, cancellationToken))!;
        return answer["change"]!;
    }

    public static async Task<string> ErrorAsync(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
        return answer["errors"]![0]!["detail"]!.GetValue<string>();
    }

    private static Task<HttpResponseMessage> SendWithTokenAsync(
        this HttpClient http, HttpRequestMessage request, string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return http.SendAsync(request, cancellationToken);
    }
}
