using System.Net;
using System.Text.RegularExpressions;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What the pages of tokens, codes and new accounts say when something is not as it should be.</summary>
public sealed partial class EntranceStateTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Password = "correct horse battery";

    protected override string[] Settings => ["--SignIn:SignUp=true", "--SignIn:MaxFailures=3"];

    [Theory]
    [InlineData("Name", "", "Give the token a name that tells where it is used.")]
    [InlineData("Scopes", "everything", "There is no scope everything.")]
    [InlineData("Crates", "tide* -moor", "-moor is neither the name of a crate nor the beginning of one with * after it.")]
    [InlineData("Days", "3", "Choose how long the token is good for.")]
    public async Task A_token_that_cannot_be_is_not_made_and_what_was_written_stays(string field, string value, string words)
    {
        using var grace = await SignedInAsync();
        Assert.Contains("You have no tokens.", await TextAsync(grace.GetAsync("/me/tokens", Cancelled)), StringComparison.Ordinal);
        var fields = new Dictionary<string, string> { ["Name"] = "build server", ["Crates"] = "tide-*", ["Days"] = "30", [field] = value };
        using var answer = await grace.SubmitAsync("/me/tokens", "create", fields, Cancelled);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{fields["Crates"]}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("rgy_", page, StringComparison.Ordinal);
        Assert.Contains("You have no tokens.", await TextAsync(grace.GetAsync("/me/tokens", Cancelled)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_revoked_once_and_that_of_somebody_else_is_not()
    {
        using var grace = await SignedInAsync();
        using var made = await grace.SubmitAsync("/me/tokens", "create", new Dictionary<string, string> { ["Name"] = "ci", ["Days"] = "0" }, Cancelled);
        Assert.True(made.Headers.CacheControl!.NoStore);
        var id = RevokeButton().Match(await made.Content.ReadAsStringAsync(Cancelled)).Groups[1].Value;
        await using var db = Registry.Database.CreateContext();
        var other = db.Tokens.Single(token => token.User!.Login == "ada").Id;

        Assert.Contains("That token is revoked already.", await RevokeAsync(grace, $"{other}"), StringComparison.Ordinal);
        Assert.Contains("The token ci is revoked. Nothing accepts it any more.", await RevokeAsync(grace, id), StringComparison.Ordinal);
        Assert.Contains("That token is revoked already.", await RevokeAsync(grace, id), StringComparison.Ordinal);
        using var yank = await Http.YankAsync(Token, "nothing", "1.0.0", Cancelled);
        Assert.NotEqual(HttpStatusCode.Unauthorized, yank.StatusCode);
    }

    [Fact]
    public async Task Codes_that_are_wrong_are_told_until_there_were_too_many()
    {
        await SetUpCodesAsync();
        using var browser = new BrowserClient(Registry.Url);
        (await browser.SignInAsync("grace", Password, Cancelled)).Dispose();

        Assert.Contains("This is not the code of now. Wait for the next one.", await EnterAsync(browser, "/sign-in/code", "000 000"), StringComparison.Ordinal);
        Assert.Contains(
            "This is not one of your recovery codes, or it was used.", await EnterAsync(browser, "/sign-in/recovery", "AAAAA-AAAAA"), StringComparison.Ordinal);
        await EnterAsync(browser, "/sign-in/code", "000000");
        Assert.Contains("There were too many wrong codes. Try again in 15 min", await EnterAsync(browser, "/sign-in/code", "000000"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in/recovery")]
    public async Task Nobody_is_asked_for_a_code_before_the_password(string path)
    {
        using var browser = new BrowserClient(Registry.Url);
        using var answer = await browser.GetAsync(path, Cancelled);
        Assert.Equal("/sign-in", answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData("a login", "", Password, "This login is not possible.")]
    [InlineData("grace", "grace at example", Password, "This is not a mail address.")]
    [InlineData("grace", "", "short", "at least 10 characters")]
    public async Task An_account_that_cannot_be_is_not_made(string login, string email, string password, string words)
    {
        using var browser = new BrowserClient(Registry.Url);
        var fields = new Dictionary<string, string> { ["Login"] = login, ["Email"] = email, ["Password"] = password };
        Assert.Contains(words, await TextAsync(browser.SubmitAsync("/sign-up", "sign-up", fields, Cancelled)), StringComparison.Ordinal);
        await using var db = Registry.Database.CreateContext();
        Assert.Equal(["ada"], db.Users.Select(user => user.Login));
    }

    private async Task<BrowserClient> SignedInAsync()
    {
        await Registry.CreateUserAsync("grace", Password);
        var browser = new BrowserClient(Registry.Url);
        (await browser.SignInAsync("grace", Password, Cancelled)).Dispose();
        return browser;
    }

    private async Task SetUpCodesAsync()
    {
        using var grace = await SignedInAsync();
        (await grace.SubmitAsync("/me/settings", "codes-start", new Dictionary<string, string>(), Cancelled)).Dispose();
        var key = Key().Match(await TextAsync(grace.GetAsync("/me/settings/codes", Cancelled))).Value;
        var code = new Dictionary<string, string> { ["Code"] = AuthenticatorApp.CodeOf(key) };
        (await grace.SubmitAsync("/me/settings/codes", "codes-on", code, Cancelled)).Dispose();
    }

    private static Task<string> RevokeAsync(BrowserClient browser, string id) =>
        TextAsync(browser.SubmitAsync("/me/tokens", "revoke", new Dictionary<string, string> { ["Revoke"] = id }, Cancelled));

    private static Task<string> EnterAsync(BrowserClient browser, string page, string code) =>
        TextAsync(browser.SubmitAsync(page, "code", new Dictionary<string, string> { ["Code"] = code }, Cancelled));

    /// <summary>What is read on a page, without its markup.</summary>
    private static async Task<string> TextAsync(Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(Tag().Replace(await response.Content.ReadAsStringAsync(Cancelled), ""));
    }

    [GeneratedRegex("name=\"Revoke\" value=\"(\\d+)\"")]
    private static partial Regex RevokeButton();

    [GeneratedRegex("([a-z2-7]{4} ){7}[a-z2-7]{4}")]
    private static partial Regex Key();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
