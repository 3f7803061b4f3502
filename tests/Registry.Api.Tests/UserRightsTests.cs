using System.Net;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>Who may manage accounts, by the API and by the forms of the pages, and that somebody always may.</summary>
public sealed class UserRightsTests(PostgresFixture postgres) : UserTest(postgres)
{
    [Fact]
    public async Task A_role_is_given_and_the_last_admin_keeps_theirs()
    {
        var admin = await AdminAsync();
        Assert.Equal("operator", Text((await ChangeAsync(admin, "ada", new { role = "operator" }))["user"]!, "role"));
        foreach (var body in new object[] { new { role = "author" }, new { disabled = true } })
        {
            using var refused = await SendAsync(admin, HttpMethod.Patch, "/api/admin/users/root", body);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("only admin", await refused.ErrorAsync(Cancelled), StringComparison.Ordinal);
        }

        foreach (var verb in new[] { new[] { "role", "root", "author" }, ["disable", "root"] })
            Assert.Equal(1, (await RegistryExecutable.RunAsync(["user", .. verb, .. Registry.Settings], Cancelled)).ExitCode);

        // An admin who is disabled is none to rely on.
        await ChangeAsync(admin, "ada", new { role = "admin" });
        await ChangeAsync(admin, "ada", new { disabled = true });
        using var still = await SendAsync(admin, HttpMethod.Patch, "/api/admin/users/root", new { role = "author" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, still.StatusCode);
        await ChangeAsync(admin, "ada", new { disabled = false });
        Assert.Equal("author", Text((await ChangeAsync(admin, "root", new { role = "author" }))["user"]!, "role"));
        using var over = await SendAsync(admin, HttpMethod.Get, "/api/admin/users");
        Assert.Equal(HttpStatusCode.Forbidden, over.StatusCode);
    }

    [Fact]
    public async Task Of_two_admins_who_take_the_role_from_each_other_one_keeps_it()
    {
        var one = await AdminAsync();
        var other = await Registry.CreateTokenAsync("vera", admin: true);
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(
                SendAsync(one, HttpMethod.Patch, "/api/admin/users/vera", new { role = "author" }),
                SendAsync(other, HttpMethod.Patch, "/api/admin/users/root", new { role = "author" }));
            foreach (var answer in answers)
                answer.Dispose();
            await using var db = Registry.Database.CreateContext();
            Assert.Equal(1, await db.Users.CountAsync(user => user.Role == Role.Admin, Cancelled));
            await ExecuteAsync("UPDATE users SET role = 'Admin' WHERE login IN ('root', 'vera')");
        }
    }

    [Theory]
    [InlineData(Role.Author)]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    public async Task Nobody_but_an_admin_gets_at_accounts(Role role)
    {
        await Registry.CreateUserAsync("grace", Password, role);
        var token = await Registry.CreateTokenAsync("grace");
        (HttpMethod, string)[] doors =
        [
            (HttpMethod.Get, "users"), (HttpMethod.Get, "users/ada"), (HttpMethod.Patch, "users/ada"), (HttpMethod.Post, "users/ada/unlock"),
            (HttpMethod.Post, "users/ada/password-link"), (HttpMethod.Delete, "users/ada/sessions"), (HttpMethod.Delete, "users/ada/tokens/1"),
            (HttpMethod.Put, "users/ada/limits/yank"), (HttpMethod.Delete, "users/ada/limits/yank"), (HttpMethod.Get, "audit"),
        ];
        var scoped = await Registry.CreateTokenAsync("root", admin: true, scopes: ["read"]);
        foreach (var (method, path) in doors)
        {
            foreach (var weak in new[] { token, scoped })
            {
                using var response = await SendAsync(weak, method, $"/api/admin/{path}", method == HttpMethod.Get ? null : new { role = "admin", burst = 1 });
                Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            }
        }

        using var browser = new BrowserClient(Registry.Url);
        await browser.SignInAsync("grace", Password, Cancelled);
        foreach (var path in new[] { "/admin/users", "/admin/users/ada", "/admin/audit" })
        {
            using var page = await browser.GetAsync(path, Cancelled);
            Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        }
    }

    [Fact]
    public async Task Whoever_has_lost_the_role_does_nothing_more_with_a_page_that_is_still_open()
    {
        await Registry.CreateUserAsync("vera", Password, Role.Admin);
        using var browser = new BrowserClient(Registry.Url);
        await browser.SignInAsync("vera", Password, Cancelled);
        using var open = await browser.GetAsync("/admin/users/ada", Cancelled);
        var page = await open.Content.ReadAsStringAsync(Cancelled);
        await ExecuteAsync("UPDATE users SET role = 'Author' WHERE login = 'vera'");
        using var answer = await browser.SubmitReadAsync("/admin/users/ada", page, "role", new Dictionary<string, string> { ["Role"] = "admin" }, Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await using var db = Registry.Database.CreateContext();
        Assert.Equal(Role.Author, (await db.Users.SingleAsync(user => user.Login == "ada", Cancelled)).Role);
    }

    [Fact]
    public async Task The_forms_of_the_page_do_the_same_and_come_back_to_it()
    {
        await Registry.CreateUserAsync("vera", Password, Role.Admin);
        using var browser = new BrowserClient(Registry.Url);
        await browser.SignInAsync("vera", Password, Cancelled);
        (string Form, string Name, string Value, string Said)[] deeds =
        [
            ("role", "Role", "viewer", "The role is changed."), ("access", "Do", "disable", "The account is disabled"),
            ("access", "Do", "enable", "The account is enabled."), ("access", "Do", "sessions", "All its sessions are ended."),
        ];
        foreach (var (form, name, value, said) in deeds)
        {
            using var done = await browser.SubmitAsync("/admin/users/ada", form, new Dictionary<string, string> { [name] = value }, Cancelled);
            Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
            using var page = await browser.GetAsync(done.Headers.Location!.OriginalString, Cancelled);
            Assert.Contains(said, await page.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }

        using var link = await browser.SubmitAsync("/admin/users/ada", "access", new Dictionary<string, string> { ["Do"] = "link" }, Cancelled);
        Assert.Contains("/choose-password/", await link.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.True(link.Headers.CacheControl!.NoStore);
        Assert.Equal(
            ["set_role", "disable_user", "enable_user", "end_session", "make_password_link"], (await AuditAsync()).Select(entry => entry.Action));
        using var last = await browser.SubmitAsync("/admin/users/vera", "access", new Dictionary<string, string> { ["Do"] = "disable" }, Cancelled);
        Assert.Contains("only admin", await last.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }
}
