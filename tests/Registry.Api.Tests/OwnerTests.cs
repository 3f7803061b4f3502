using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Who owns a crate, and who may say so.</summary>
public sealed partial class OwnerTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Owners = "/api/v1/crates/tide-tables/owners";

    [Fact]
    public async Task Whoever_publishes_first_is_listed_by_any_spelling_of_the_name()
    {
        await PublishAsync("tide-tables", "0.4.2");

        foreach (var name in new[] { "tide-tables", "Tide_Tables" })
        {
            var answer = await SendAsync(HttpMethod.Get, $"/api/v1/crates/{name}/owners", Token);
            var owner = Assert.Single(answer["users"]!.AsArray())!;
            Assert.Equal("ada", owner["login"]!.GetValue<string>());
            Assert.Equal("user", owner["kind"]!.GetValue<string>());
            Assert.True(owner["id"]!.GetValue<long>() > 0);
        }
    }

    [Fact]
    public async Task A_user_is_invited_and_owns_the_crate_once_that_is_accepted()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var grace = await Registry.CreateTokenAsync("grace");

        Assert.Equal("user grace has been invited to be an owner of crate tide-tables", await AddAsync(Token, "grace"));
        Assert.Contains("pending invitation", await AddAsync(Token, "Grace"), StringComparison.Ordinal);
        Assert.Equal(["ada"], await LoginsAsync());
        await RefusedAsync(HttpStatusCode.Forbidden, "belongs to others", () => AddRequest(grace, "grace"));

        var invitation = Assert.Single((await SendAsync(HttpMethod.Get, "/api/v1/me/crate_owner_invitations", grace))["crate_owner_invitations"]!.AsArray())!;
        Assert.Equal("tide-tables", invitation["crate_name"]!.GetValue<string>());
        Assert.Equal("ada", invitation["invited_by_username"]!.GetValue<string>());
        await SendAsync(
            HttpMethod.Put, $"/api/v1/me/crate_owner_invitations/{invitation["crate_id"]}", grace,
            new JsonObject { ["crate_owner_invite"] = new JsonObject { ["accepted"] = true } });

        Assert.Equal(["ada", "grace"], await LoginsAsync());
        using var publish = await Http.PublishAsync(grace, CrateUpload.Body("tide-tables", "0.4.3"), Cancelled);
        Assert.Equal(HttpStatusCode.OK, publish.StatusCode);
        await RefusedAsync(HttpStatusCode.BadRequest, "already an owner", () => AddRequest(Token, "grace"));
    }

    [Fact]
    public async Task The_mailed_link_leads_to_a_page_where_one_accepts()
    {
        await using var worker = await Registry.StartWorkerAsync();
        await PublishAsync("tide-tables", "0.4.2");
        await Registry.CreateTokenAsync("grace");
        await SetMailAsync("grace", "grace@example.com");
        await AddAsync(Token, "grace");

        var mail = await MailAsync();
        Assert.Contains("grace@example.com", mail, StringComparison.Ordinal);
        var path = Link().Match(mail.Replace("=\r\n", "", StringComparison.Ordinal)).Groups[1].Value;
        var page = await Http.GetStringAsync(path, Cancelled);
        Assert.Contains("tide-tables", page, StringComparison.Ordinal);
        Assert.Contains("Decline", page, StringComparison.Ordinal);

        var secret = path[(path.LastIndexOf('/') + 1)..];
        using var accepted = await Http.PutAsync($"/api/v1/me/crate_owner_invitations/accept/{secret}", null, Cancelled);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(["ada", "grace"], await LoginsAsync());
        using var again = await Http.PutAsync($"/api/v1/me/crate_owner_invitations/accept/{secret}", null, Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        using var gone = await Http.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
    }

    [Fact]
    public async Task An_invitation_that_has_expired_is_none()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var grace = await Registry.CreateTokenAsync("grace");
        await AddAsync(Token, "grace");
        await ExecuteAsync("UPDATE owner_invitations SET expires_at = now()");

        Assert.Empty((await SendAsync(HttpMethod.Get, "/api/v1/me/crate_owner_invitations", grace))["crate_owner_invitations"]!.AsArray());
        Assert.Contains("has been invited", await AddAsync(Token, "grace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_team_publishes_and_yanks_but_leaves_the_owners_alone()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var grace = await Registry.CreateTokenAsync("grace");
        await CreateTeamAsync("harbour", "grace");
        await RefusedAsync(HttpStatusCode.Forbidden, "not in the team", () => AddRequest(Token, "team:harbour"));
        await ExecuteAsync("INSERT INTO team_members (team_id, user_id, added_at) SELECT t.id, u.id, now() FROM teams t, users u WHERE u.login = 'ada'");

        Assert.Equal("team team:harbour has been added as an owner of crate tide-tables", await AddAsync(Token, "team:Harbour"));

        Assert.Equal(["ada", "team:harbour"], await LoginsAsync());
        using var publish = await Http.PublishAsync(grace, CrateUpload.Body("tide-tables", "0.4.3"), Cancelled);
        using var yank = await Http.YankAsync(grace, "tide-tables", "0.4.3", Cancelled);
        Assert.Equal(HttpStatusCode.OK, publish.StatusCode);
        Assert.Equal(HttpStatusCode.OK, yank.StatusCode);
        await RefusedAsync(HttpStatusCode.Forbidden, "members of a team", () => AddRequest(grace, "grace"));
        await SendAsync(HttpMethod.Delete, Owners, Token, Users("team:harbour"));
        Assert.Equal(["ada"], await LoginsAsync());
    }

    [Fact]
    public async Task The_last_user_stays()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await CreateTeamAsync("harbour", "ada");
        await AddAsync(Token, "team:harbour");

        await RefusedAsync(HttpStatusCode.BadRequest, "must keep a user", () => Request(HttpMethod.Delete, Owners, Token, Users("ada")));
        Assert.Equal(["ada", "team:harbour"], await LoginsAsync());
    }

    [Fact]
    public async Task Of_several_names_all_are_taken_or_none()
    {
        await PublishAsync("tide-tables", "0.4.2");
        await Registry.CreateTokenAsync("grace");
        await CreateTeamAsync("harbour", "ada");

        await RefusedAsync(HttpStatusCode.BadRequest, "no user `nobody`", () => AddRequest(Token, "team:harbour", "grace", "nobody"));
        Assert.Equal(["ada"], await LoginsAsync());
        Assert.Contains("grace has been invited", await AddAsync(Token, "grace"), StringComparison.Ordinal);
        await RefusedAsync(HttpStatusCode.BadRequest, "`nobody` is not an owner", () => Request(HttpMethod.Delete, Owners, Token, Users("grace", "nobody")));
        Assert.Contains("pending", await AddAsync(Token, "grace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await PublishAsync("tide-tables", "0.4.2");
        var reading = await Registry.CreateTokenAsync("ada", scopes: ["read"]);

        await RefusedAsync(HttpStatusCode.NotFound, "no crate named", () => Request(HttpMethod.Put, "/api/v1/crates/none/owners", Token, Users("ada")));
        await RefusedAsync(HttpStatusCode.BadRequest, "name whom", () => Request(HttpMethod.Put, Owners, Token, new JsonObject()));
        await RefusedAsync(HttpStatusCode.BadRequest, "name whom", () => Request(HttpMethod.Put, Owners, Token, Users()));
        await RefusedAsync(HttpStatusCode.BadRequest, "name whom", () => Request(HttpMethod.Put, Owners, Token, Users("a\0b")));
        await RefusedAsync(HttpStatusCode.BadRequest, "too many", () => Request(HttpMethod.Put, Owners, Token, Users([.. Enumerable.Range(0, 11).Select(i => $"u{i}")])));
        await RefusedAsync(HttpStatusCode.BadRequest, "no team", () => AddRequest(Token, "team:none"));
        await RefusedAsync(HttpStatusCode.BadRequest, "not JSON", () => new HttpRequestMessage(HttpMethod.Put, Owners)
        {
            Headers = { { "Authorization", Token } },
            Content = new StringContent("{"),
        });
        await RefusedAsync(HttpStatusCode.Forbidden, "change-owners", () => AddRequest(reading, "ada"));
        await RefusedAsync(HttpStatusCode.Unauthorized, "cargo login", () => new HttpRequestMessage(HttpMethod.Get, Owners));
    }

    private static JsonObject Users(params string[] names) => new() { ["users"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) };

    private static HttpRequestMessage AddRequest(string token, params string[] names) => Request(HttpMethod.Put, Owners, token, Users(names));

    private static HttpRequestMessage Request(HttpMethod method, string path, string token, JsonNode? body = null) =>
        new(method, path) { Headers = { { "Authorization", token } }, Content = body is null ? null : JsonContent.Create(body) };

    private async Task<string> AddAsync(string token, params string[] names) =>
        (await SendAsync(HttpMethod.Put, Owners, token, Users(names)))["msg"]!.GetValue<string>();

    private async Task<string[]> LoginsAsync() =>
        [.. (await SendAsync(HttpMethod.Get, Owners, Token))["users"]!.AsArray().Select(owner => owner!["login"]!.GetValue<string>())];

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, string token, JsonNode? body = null)
    {
        using var request = Request(method, path, token, body);
        using var response = await Http.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task RefusedAsync(HttpStatusCode code, string words, Func<HttpRequestMessage> request)
    {
        using var sent = request();
        using var response = await Http.SendAsync(sent, Cancelled);
        Assert.Contains(words, await response.ErrorAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(code, response.StatusCode);
    }

    private async Task CreateTeamAsync(string name, string member)
    {
        await using var db = Registry.Database.CreateContext();
        var user = db.Users.First(known => known.Login == member);
        var team = new Team { Name = name, CreatedAt = TimeProvider.System.GetUtcNow() };
        team.Members.Add(new TeamMember { UserId = user.Id, AddedAt = team.CreatedAt });
        db.Teams.Add(team);
        await db.SaveChangesAsync(Cancelled);
    }

    private Task SetMailAsync(string login, string address) => ExecuteAsync($"UPDATE users SET email = '{address}' WHERE login = '{login}'");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Registry.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task<string> MailAsync()
    {
        var folder = Path.Combine(Registry.DataDirectory, "mail");
        string[] Files() => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [];
        await Wait.UntilAsync(() => Files().Length > 0, null, "a mail is written");
        return await File.ReadAllTextAsync(Assert.Single(Files()), Cancelled);
    }

    [GeneratedRegex("(/invitations/[0-9A-Za-z]+)")]
    private static partial Regex Link();
}
