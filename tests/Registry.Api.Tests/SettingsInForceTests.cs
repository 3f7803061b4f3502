using System.Net;
using System.Text.Json.Nodes;
using Registry.App.Admin.Settings;
using Registry.App.Hosting;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Admins see the settings in force, and nobody sees a secret.</summary>
public sealed class SettingsInForceTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Marker = "do-not-tell-this";

    private static readonly string[] SecretKeys =
        [.. KnownSettings.Known.Select(setting => setting.Key).Where(key => Secrets.IsSecret(key) && key != "Paging:Webhook:Url")];

    protected override string[] Settings =>
    [
        .. SecretKeys.Select((key, at) => $"--{key}={Marker}-{at}"), $"--Paging:Webhook:Url=http://127.0.0.1:1/{Marker}",
        "--Paging:PagerDuty:Url=http://127.0.0.1:1", "--Paging:Smtp:Username=ada", "--Mail:Smtp:Username=ada", "--Index:Git:Enabled=false",
        "--SignIn:OpenIdConnect:Authority=http://localhost:1", "--SignIn:OpenIdConnect:ClientId=registry", "--Publish:MaxKeywords=3",
    ];

    [Fact]
    public async Task Settings_are_told_with_their_source_and_without_secrets_on_the_page_too()
    {
        var admin = await Registry.CreateTokenAsync("linus", admin: true);
        var settings = (await SettingsAsync(admin))["settings"]!.AsArray();
        Assert.DoesNotContain(Marker, settings.ToJsonString(), StringComparison.Ordinal);
        Assert.All(SecretKeys, key => Assert.Equal("set, and not shown", Value(key)));
        Assert.Equal("command line", (string?)Of("Publish:MaxKeywords")["source"]);
        Assert.Equal("3", Value("Publish:MaxKeywords"));
        Assert.Equal("default", (string?)Of("Publish:MaxFeatures")["source"]);
        Assert.Equal("300", Value("Publish:MaxFeatures"));
        Assert.Equal("https://…@git.example.com/x", Secrets.Shown("Any:Url", $"https://ada:{Marker}@git.example.com/x"));
        Assert.Contains("Host=", Value("ConnectionStrings:Registry"), StringComparison.Ordinal);
        Assert.Equal("this takes the role admin", (string?)(await SettingsAsync(Token))["errors"]![0]!["detail"]);

        await Registry.CreateUserAsync("root", "a long enough password", Role.Admin);
        using var browser = new BrowserClient(Registry.Url);
        using (await browser.SignInAsync("root", "a long enough password", Cancelled))
        using (var page = await browser.GetAsync("/admin/settings", Cancelled))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            var text = await page.Content.ReadAsStringAsync(Cancelled);
            Assert.Contains("Paging:PagerDuty:RoutingKey", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Marker, text, StringComparison.Ordinal);
        }

        JsonNode Of(string key) => settings.Single(setting => (string)setting!["key"]! == key)!;
        string Value(string key) => (string?)Of(key)["value"] ?? "";
    }

    [Fact]
    public void Every_setting_is_described_and_whatever_sounds_like_a_secret_is_one()
    {
        Assert.Equal([], KnownSettings.Known.Select(setting => setting.Key).Where(key => SettingMeanings.Of(key).Length == 0));
        Assert.Equal(
            [],
            KnownSettings.Known.Select(setting => setting.Key).Where(key =>
                new[] { "Password", "Secret", "Key" }.Any(word => key.EndsWith(word, StringComparison.Ordinal)) && !Secrets.IsSecret(key)
                && key != "SignIn:Passwords"));
    }

    private async Task<JsonNode> SettingsAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/admin/settings") { Headers = { { "Authorization", token } } };
        using var response = await Http.SendAsync(request, Cancelled);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
    }
}
