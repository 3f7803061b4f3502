using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What people do to their own accounts, as a browser without scripts does it, and what operators do to those of others.</summary>
public sealed partial class AccountTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Password = "correct horse battery";
    private const string SettingsPage = "/me/settings";

    protected override string[] Settings => ["--SignIn:SignUp=true"];

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_a_mailed_link_that_is_good_once()
    {
        await Registry.CreateUserAsync("grace", Password, email: "grace@example.com");
        await using var worker = await Registry.StartWorkerAsync();
        using var browser = new BrowserClient(Registry.Url);

        var known = await ForgetAsync(browser, "Grace@example.com");
        var unknown = await ForgetAsync(browser, "nobody@example.com");

        Assert.Equal(WithoutSecrets(known), WithoutSecrets(unknown));
        var link = await MailedLinkAsync("choose-password", 1);
        (await browser.SubmitAsync(link, "choose-password", Fields(("Password", "another long password")), Cancelled)).Dispose();
        using var signedIn = await browser.SignInAsync("grace", "another long password", Cancelled);
        Assert.Equal("/me", signedIn.Headers.Location?.OriginalString);
        using var used = await browser.GetAsync(link, Cancelled);
        Assert.Equal(HttpStatusCode.Gone, used.StatusCode);
    }

    [Fact]
    public async Task Nobody_fills_a_mailbox_with_links()
    {
        await Registry.CreateUserAsync("grace", Password, email: "grace@example.com");
        using var browser = new BrowserClient(Registry.Url);
        for (var time = 0; time < 5; time++)
            await ForgetAsync(browser, "grace");

        await using var db = Registry.Database.CreateContext();
        Assert.Equal(3, await db.OneTimeLinks.CountAsync(link => link.Purpose == LinkPurpose.ChoosePassword, Cancelled));
    }

    [Fact]
    public async Task A_new_address_is_the_accounts_once_its_link_was_opened()
    {
        await using var worker = await Registry.StartWorkerAsync();
        using var browser = await SignedInAsync();

        var refused = await TextAsync(await browser.SubmitAsync(SettingsPage, "email", Fields(("Email", "grace@example.org"), ("EmailPassword", "wrong")), Cancelled));
        Assert.Contains("This is not your password.", refused, StringComparison.Ordinal);
        (await browser.SubmitAsync(SettingsPage, "email", Fields(("Email", "grace@example.org"), ("EmailPassword", Password)), Cancelled)).Dispose();
        var link = await MailedLinkAsync("confirm-email", 1);
        Assert.Null((await UserAsync()).Email);
        (await browser.SubmitAsync(link, "confirm-email", Fields(), Cancelled)).Dispose();

        var user = await UserAsync();
        Assert.Equal(("grace@example.org", true), (user.Email, user.EmailConfirmed));
    }

    [Fact]
    public async Task Mail_about_what_one_has_asked_for_is_switched_off_and_on_again()
    {
        using var browser = await SignedInAsync();
        Assert.Contains("takes an address that is confirmed", await TextAsync(await browser.GetAsync(SettingsPage, Cancelled)), StringComparison.Ordinal);
        Assert.True((await UserAsync()).ChangeNotices);

        using var off = await browser.SubmitAsync(SettingsPage, "notices", Fields(), Cancelled);
        Assert.Equal("/me/settings?said=no-notices", off.Headers.Location?.OriginalString);
        Assert.False((await UserAsync()).ChangeNotices);
        Assert.Contains("You are no longer mailed", await TextAsync(await browser.GetAsync("/me/settings?said=no-notices", Cancelled)), StringComparison.Ordinal);

        using var on = await browser.SubmitAsync(SettingsPage, "notices", Fields(("Notices", "true")), Cancelled);
        Assert.Equal("/me/settings?said=notices", on.Headers.Location?.OriginalString);
        Assert.True((await UserAsync()).ChangeNotices);
    }

    [Fact]
    public async Task Whoever_signs_up_is_signed_in_and_a_taken_login_is_told()
    {
        using var browser = new BrowserClient(Registry.Url);
        var fields = Fields(("Login", "grace"), ("Email", ""), ("Password", Password));

        using var made = await browser.SubmitAsync("/sign-up", "sign-up", fields, Cancelled);
        Assert.Equal("/me", made.Headers.Location?.OriginalString);

        using var other = new BrowserClient(Registry.Url);
        var again = await TextAsync(await other.SubmitAsync("/sign-up", "sign-up", fields, Cancelled));
        Assert.Contains("There is already an account `grace`.", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_mail_is_set_up_whoever_signs_up_shows_an_address_before_anything()
    {
        var (_, url) = await Registry.StartWebAsync("--SignIn:SignUp=true", "--Mail:Smtp:Host=mail.example.com");
        using var browser = new BrowserClient(url);

        var page = await TextAsync(await browser.SubmitAsync("/sign-up", "sign-up", Fields(("Login", "grace"), ("Email", "grace@example.com")), Cancelled));

        Assert.Contains("Look into your mail", page, StringComparison.Ordinal);
        Assert.Null((await UserAsync()).PasswordHash);
        await using var db = Registry.Database.CreateContext();
        Assert.Equal("grace@example.com", (await db.OneTimeLinks.SingleAsync(link => link.Purpose == LinkPurpose.ChoosePassword, Cancelled)).Email);
    }

    [Fact]
    public async Task Accounts_are_not_made_where_that_is_off()
    {
        var (_, url) = await Registry.StartWebAsync("--SignIn:SignUp=false");
        using var browser = new BrowserClient(url);

        using var page = await browser.GetAsync("/sign-up", Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_keeps_this_one()
    {
        using var here = await SignedInAsync();
        using var there = new BrowserClient(Registry.Url);
        (await there.SignInAsync("grace", Password, Cancelled)).Dispose();

        using var changed = await here.SubmitAsync(
            SettingsPage, "password", Fields(("OldPassword", Password), ("NewPassword", "another long password")), Cancelled);

        Assert.Equal("/me/settings?said=password", changed.Headers.Location?.OriginalString);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (await StatusAsync(here), await StatusAsync(there)));
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_from_another_one()
    {
        using var here = await SignedInAsync();
        using var there = new BrowserClient(Registry.Url);
        (await there.SignInAsync("grace", Password, Cancelled)).Dispose();
        var page = await TextAsync(await here.GetAsync(SettingsPage, Cancelled));
        var other = EndButton().Match(page).Groups[1].Value;

        (await here.SubmitAsync(SettingsPage, "sessions", Fields(("End", other)), Cancelled)).Dispose();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (await StatusAsync(here), await StatusAsync(there)));
    }

    [Fact]
    public async Task Codes_are_asked_for_once_set_up_and_a_recovery_code_is_good_once()
    {
        using var browser = await SignedInAsync();
        (await browser.SubmitAsync(SettingsPage, "codes-start", Fields(), Cancelled)).Dispose();
        var key = Key().Match(Plain(await TextAsync(await browser.GetAsync("/me/settings/codes", Cancelled)))).Value;
        var shown = Plain(await TextAsync(await browser.SubmitAsync("/me/settings/codes", "codes-on", Fields(("Code", AuthenticatorApp.CodeOf(key))), Cancelled)));
        var codes = RecoveryCode().Matches(shown).Select(match => match.Value).Distinct().ToList();
        Assert.Equal(10, codes.Count);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser));

        using var app = new BrowserClient(Registry.Url);
        Assert.Equal("/me/settings", await WithCodeAsync(app, "/sign-in/code", AuthenticatorApp.CodeOf(key)));
        using var recovery = new BrowserClient(Registry.Url);
        Assert.Equal("/me/settings", await WithCodeAsync(recovery, "/sign-in/recovery", codes[0]));
        using var again = new BrowserClient(Registry.Url);
        Assert.Null(await WithCodeAsync(again, "/sign-in/recovery", codes[0]));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(again));

        (await browser.SubmitAsync(SettingsPage, "codes", Fields(("Change", "off"), ("CodesPassword", "wrong")), Cancelled)).Dispose();
        Assert.True((await UserAsync()).TwoFactorEnabled);
        (await browser.SubmitAsync(SettingsPage, "codes", Fields(("Change", "off"), ("CodesPassword", Password)), Cancelled)).Dispose();
        Assert.False((await UserAsync()).TwoFactorEnabled);
    }

    [Fact]
    public async Task Too_many_attempts_from_one_address_have_to_wait()
    {
        var (_, url) = await Registry.StartWebAsync("--SignIn:AttemptsPerMinute=5");
        using var browser = new BrowserClient(url);
        for (var time = 0; time < 5; time++)
            (await browser.SignInAsync($"user-{time}", "wrong", Cancelled)).Dispose();

        using var refused = await browser.SignInAsync("grace", Password, Cancelled);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task Disabling_ends_sessions_and_tokens_at_once_and_roles_are_given_by_a_verb()
    {
        using var browser = await SignedInAsync();
        var token = await Registry.CreateTokenAsync("grace");
        await RunAsync("role", "grace", "operator");
        await RunAsync("disable", "grace");

        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(browser));
        Assert.Equal(HttpStatusCode.Unauthorized, await WithTokenAsync(token));
        var listed = (await RunAsync("list")).Output;
        Assert.Matches("(?m)^grace\toperator\tdisabled\t", listed);
        await RunAsync("enable", "grace");
        Assert.NotEqual(HttpStatusCode.Unauthorized, await WithTokenAsync(token));
        Assert.Contains("\"login\":\"grace\"", (await RunAsync("list", "--json")).Output, StringComparison.Ordinal);
        await using var db = Registry.Database.CreateContext();
        Assert.Equal(
            ["set_role", "disable_user", "enable_user"], await db.AuditLog.OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync(Cancelled));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18 Safari/604", "Safari on an iPhone")]
    [InlineData("curl/8", "A browser")]
    public void Browsers_have_names_that_people_know(string agent, string name) => Assert.Equal(name, App.Accounts.Profile.BrowserName.Of(agent));

    private async Task<BrowserClient> SignedInAsync()
    {
        await Registry.CreateUserAsync("grace", Password);
        var browser = new BrowserClient(Registry.Url);
        (await browser.SignInAsync("grace", Password, Cancelled)).Dispose();
        return browser;
    }

    private async Task<User> UserAsync()
    {
        await using var db = Registry.Database.CreateContext();
        return await db.Users.AsNoTracking().SingleAsync(user => user.Login == "grace", Cancelled);
    }

    private static async Task<string> ForgetAsync(BrowserClient browser, string account) =>
        await TextAsync(await browser.SubmitAsync("/forgot-password", "forgot-password", Fields(("Account", account)), Cancelled));

    /// <summary>Signs in with the password and a code.</summary>
    /// <returns>Where it leads; null when the code is refused.</returns>
    private static async Task<string?> WithCodeAsync(BrowserClient browser, string page, string code)
    {
        using var asked = await browser.SignInAsync("grace", Password, Cancelled, "/sign-in?return=%2Fme%2Fsettings");
        Assert.Equal("/sign-in/code?return=%2Fme%2Fsettings", asked.Headers.Location?.OriginalString);
        using var answered = await browser.SubmitAsync($"{page}?return=%2Fme%2Fsettings", "code", Fields(("Code", code)), Cancelled);
        return answered.Headers.Location?.OriginalString;
    }

    private static async Task<HttpStatusCode> StatusAsync(BrowserClient browser)
    {
        using var response = await browser.GetAsync(SettingsPage, Cancelled);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> WithTokenAsync(string token)
    {
        using var response = await Http.YankAsync(token, "nothing", "1.0.0", Cancelled);
        return response.StatusCode;
    }

    private async Task<ProgramResult> RunAsync(string verb, params string[] arguments) =>
        (await RegistryExecutable.RunAsync(["user", verb, .. arguments, .. Registry.Settings], Cancelled)).Succeeded();

    private async Task<string> MailedLinkAsync(string page, int number)
    {
        var directory = Path.Combine(Registry.DataDirectory, "mail");
        await Wait.UntilAsync(() => Directory.Exists(directory) && Directory.GetFiles(directory, "*.eml").Length >= number, null, "the mail");
        var mail = await File.ReadAllTextAsync(Directory.GetFiles(directory, "*.eml").Order(StringComparer.Ordinal).Last(), Cancelled);
        var link = Regex.Match(mail.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal), $"/{page}/\\w+").Value;

        // The job that sent the mail ends after that.
        await Wait.UntilAsync(async () => await StatusAsync(link) != HttpStatusCode.NotFound, null, "the link to be good");
        return link;
    }

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await Http.GetAsync(path, Cancelled);
        return response.StatusCode;
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);

    private static async Task<string> TextAsync(HttpResponseMessage response)
    {
        using (response)
            return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancelled));
    }

    private static string Plain(string page) => Tag().Replace(page, "");

    private static string WithoutSecrets(string page) => Protected().Replace(page, "");

    [GeneratedRegex("name=\"End\" value=\"(\\d+)\"")]
    private static partial Regex EndButton();

    [GeneratedRegex("([a-z2-7]{4} ){7}[a-z2-7]{4}")]
    private static partial Regex Key();

    [GeneratedRegex("[0-9A-Z]{5}-[0-9A-Z]{5}")]
    private static partial Regex RecoveryCode();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"CfDJ8[\w+/=-]+")]
    private static partial Regex Protected();
}
