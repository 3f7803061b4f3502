using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>An admin who manages accounts by the API.</summary>
public abstract class UserTest(PostgresFixture postgres) : ApiTest(postgres)
{
    protected const string Password = "a long enough password";

    protected static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    protected static (int Burst, double Seconds, bool Own) Limit(JsonNode user, string name)
    {
        var limit = user["limits"]![name]!;
        return (limit["burst"]!.GetValue<int>(), limit["seconds_per_token"]!.GetValue<double>(), limit["own"]!.GetValue<bool>());
    }

    protected Task<string> AdminAsync() => Registry.CreateTokenAsync("root", admin: true);

    protected async Task<string[]> LoginsAsync(string token, string query) =>
        [.. (await GetAsync(token, $"/api/admin/users{query}"))["users"]!.AsArray().Select(user => Text(user!, "login"))];

    protected async Task<(string Action, string Actor, string? Token, string? User)[]> AuditAsync()
    {
        await using var db = Registry.Database.CreateContext();
        var entries = await db.AuditLog.AsNoTracking().OrderBy(entry => entry.Id).ToListAsync(Cancelled);
        return [.. entries.Select(entry => (entry.Action, entry.Actor, entry.TokenName, entry.Details.GetValueOrDefault("user")))];
    }

    protected Task<JsonNode> ChangeAsync(string token, string login, object body) => DoAsync(token, HttpMethod.Patch, "", body, login);

    protected async Task<JsonNode> DoAsync(string token, HttpMethod method, string path, object? body = null, string login = "grace")
    {
        using var response = await SendAsync(token, method, $"/api/admin/users/{login}/{path}".TrimEnd('/'), body);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    protected async Task<JsonNode> GetAsync(string token, string path)
    {
        using var response = await SendAsync(token, HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    protected async Task<HttpResponseMessage> SendAsync(string token, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Authorization", token);
        return await Http.SendAsync(request, Cancelled);
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
