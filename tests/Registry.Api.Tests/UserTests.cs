using System.Net;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Accounts are looked at and changed by admins, over the API.</summary>
public sealed class UserTests(PostgresFixture postgres) : UserTest(postgres)
{
    [Fact]
    public async Task Accounts_are_found_by_login_address_role_and_state_page_by_page()
    {
        var admin = await AdminAsync();
        await Registry.CreateUserAsync("grace", Password, Role.Operator, "grace@example.org");
        await Registry.CreateUserAsync("linus", Password);
        await ExecuteAsync("UPDATE users SET disabled_at = now() WHERE login = 'linus'");
        await ExecuteAsync("UPDATE users SET lockout_end = now() + interval '5 minutes' WHERE login = 'grace'");

        Assert.Equal(["ada", "grace", "linus", "root"], await LoginsAsync(admin, ""));
        Assert.Equal(["grace"], await LoginsAsync(admin, "?q=GRA"));
        Assert.Equal(["grace"], await LoginsAsync(admin, "?q=example.org"));
        Assert.Empty(await LoginsAsync(admin, "?q=%25"));
        Assert.Equal(["root"], await LoginsAsync(admin, "?role=admin"));
        Assert.Equal(["linus"], await LoginsAsync(admin, "?state=disabled"));
        Assert.Equal(["grace"], await LoginsAsync(admin, "?state=locked"));
        Assert.Equal(["ada", "root"], await LoginsAsync(admin, "?state=active"));
        Assert.Equal(["linus", "root"], await LoginsAsync(admin, "?after=grace"));
        foreach (var wrong in new[] { "role=king", "role=1", "state=asleep", "q=%00" })
        {
            using var response = await SendAsync(admin, HttpMethod.Get, $"/api/admin/users?{wrong}");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        await ExecuteAsync("INSERT INTO users (login, role, created_at, security_stamp, email_confirmed, two_factor_enabled, lockout_enabled, access_failed_count) "
            + "SELECT 'u' || lpad(n::text, 3, '0'), 'Author', now(), n, false, false, true, 0 FROM generate_series(1, 60) AS n");
        var first = await GetAsync(admin, "/api/admin/users?q=u0");
        Assert.Equal(50, first["users"]!.AsArray().Count);
        Assert.Equal(10, (await LoginsAsync(admin, $"?q=u0&after={first["meta"]!["next"]}")).Length);
    }

    [Fact]
    public async Task One_account_is_told_with_its_tokens_sessions_and_limits_and_without_secrets()
    {
        var admin = await AdminAsync();
        await Registry.CreateUserAsync("grace", Password);
        var token = await Registry.CreateTokenAsync("grace", scopes: ["yank"]);
        using (await SendAsync(token, HttpMethod.Get, "/api/v1/me/crate_owner_invitations"))
        using (var browser = new BrowserClient(Registry.Url))
            await browser.SignInAsync("grace", Password, Cancelled);

        var grace = await GetAsync(admin, "/api/admin/users/GRACE");
        Assert.Equal(("grace", "author", "active"), (Text(grace["user"]!, "login"), Text(grace["user"]!, "role"), Text(grace["user"]!, "state")));
        Assert.NotNull(grace["user"]!["last_seen_at"]);
        Assert.True(grace["has_password"]!.GetValue<bool>());
        Assert.Single(grace["sessions"]!.AsArray());
        Assert.Equal("yank", Assert.Single(Assert.Single(grace["tokens"]!.AsArray())!["scopes"]!.AsArray())!.GetValue<string>());
        Assert.Equal(1000, grace["limits"]!["publish-new"]!["burst"]!.GetValue<int>());
        Assert.DoesNotContain(token, grace.ToJsonString(), StringComparison.Ordinal);
        using var nobody = await SendAsync(admin, HttpMethod.Get, "/api/admin/users/nobody");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task A_disabled_account_is_out_at_once_and_back_when_it_is_enabled()
    {
        var admin = await AdminAsync();
        await Registry.CreateUserAsync("grace", Password);
        var token = await Registry.CreateTokenAsync("grace");
        using var browser = new BrowserClient(Registry.Url);
        await browser.SignInAsync("grace", Password, Cancelled);

        Assert.Equal("disabled", Text((await ChangeAsync(admin, "grace", new { disabled = true }))["user"]!, "state"));
        using (var page = await browser.GetAsync("/me", Cancelled))
        using (var api = await SendAsync(token, HttpMethod.Get, "/api/v1/me/crate_owner_invitations"))
            Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Unauthorized), (page.StatusCode, api.StatusCode));
        using (var link = await SendAsync(admin, HttpMethod.Post, "/api/admin/users/grace/password-link"))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, link.StatusCode);

        await ChangeAsync(admin, "grace", new { disabled = false });
        using var again = await SendAsync(token, HttpMethod.Get, "/api/v1/me/crate_owner_invitations");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(["disable_user grace", "enable_user grace"], (await AuditAsync()).Select(entry => $"{entry.Action} {entry.User}"));
    }

    [Fact]
    public async Task Sessions_are_ended_tokens_revoked_accounts_unlocked_and_limits_set_and_all_of_it_is_written_down()
    {
        var admin = await AdminAsync();
        await Registry.CreateUserAsync("grace", Password);
        var token = await Registry.CreateTokenAsync("grace");
        using var browser = new BrowserClient(Registry.Url);
        await browser.SignInAsync("grace", Password, Cancelled);
        await ExecuteAsync("UPDATE users SET lockout_end = now() + interval '5 minutes', access_failed_count = 3 WHERE login = 'grace'");
        var id = (await GetAsync(admin, "/api/admin/users/grace"))["tokens"]![0]!["id"]!.GetValue<long>();

        Assert.Equal("active", Text((await DoAsync(admin, HttpMethod.Post, "unlock"))["user"]!, "state"));
        Assert.Equal(1, (await DoAsync(admin, HttpMethod.Delete, "sessions"))["ended"]!.GetValue<int>());
        Assert.Empty((await DoAsync(admin, HttpMethod.Delete, $"tokens/{id}"))["tokens"]!.AsArray());
        var until = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var limited = await DoAsync(admin, HttpMethod.Put, "limits/yank", new { burst = 5, seconds_per_token = 60, until });
        Assert.Equal((5, 60, true), Limit(limited, "yank"));
        Assert.Equal((2000, 5, false), Limit(await DoAsync(admin, HttpMethod.Delete, "limits/yank"), "yank"));

        using var page = await browser.GetAsync("/me", Cancelled);
        using var api = await SendAsync(token, HttpMethod.Get, "/api/v1/me/crate_owner_invitations");
        using var twice = await SendAsync(admin, HttpMethod.Delete, $"/api/admin/users/grace/tokens/{id}");
        Assert.Equal(
            (HttpStatusCode.Redirect, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), (page.StatusCode, api.StatusCode, twice.StatusCode));
        Assert.Equal(
            ["unlock_user", "end_session", "revoke_token", "set_rate_limits", "set_rate_limits"], (await AuditAsync()).Select(entry => entry.Action));
        Assert.All(await AuditAsync(), entry => Assert.Equal(("root", "laptop", "grace"), (entry.Actor, entry.Token, entry.User)));
    }

    [Theory]
    [InlineData("yank", "{}", HttpStatusCode.BadRequest)]
    [InlineData("yank", "{\"burst\":-1}", HttpStatusCode.BadRequest)]
    [InlineData("yank", "{\"burst\":1,\"seconds_per_token\":0}", HttpStatusCode.BadRequest)]
    [InlineData("yank", "{\"burst\":1,\"until\":\"2001-01-01T00:00:00Z\"}", HttpStatusCode.BadRequest)]
    [InlineData("yank", "{\"burst\":\"many\"}", HttpStatusCode.BadRequest)]
    [InlineData("dance", "{\"burst\":1}", HttpStatusCode.NotFound)]
    public async Task A_limit_that_makes_no_sense_is_refused(string limit, string body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/admin/users/ada/limits/{limit}") { Content = new StringContent(body) };
        request.Headers.Add("Authorization", await AdminAsync());
        using var response = await Http.SendAsync(request, Cancelled);
        Assert.Equal(status, response.StatusCode);
        Assert.NotEmpty(await response.ErrorAsync(Cancelled));
    }

    [Fact]
    public async Task A_link_for_a_password_is_mailed_or_given_to_the_admin_where_there_is_no_address()
    {
        var admin = await AdminAsync();
        await Registry.CreateUserAsync("grace", Password, email: "grace@example.org");
        var mailed = await DoAsync(admin, HttpMethod.Post, "password-link");
        var shown = await DoAsync(admin, HttpMethod.Post, "password-link", login: "ada");

        Assert.Equal((true, null), (mailed["mailed"]!.GetValue<bool>(), mailed["link"]));
        await using (var db = Registry.Database.CreateContext())
            Assert.Equal("grace@example.org", (await db.OneTimeLinks.SingleAsync(link => link.Email != null, Cancelled)).Email);
        var path = new Uri(Text(shown, "link")).AbsolutePath;
        using var browser = new BrowserClient(Registry.Url);
        using var chosen = await browser.SubmitAsync(path, "choose-password", new Dictionary<string, string> { ["Password"] = Password }, Cancelled);
        Assert.True(chosen.IsSuccessStatusCode || chosen.StatusCode == HttpStatusCode.Redirect);
        Assert.Contains("make_password_link", (await AuditAsync()).Select(entry => entry.Action));
    }
}
