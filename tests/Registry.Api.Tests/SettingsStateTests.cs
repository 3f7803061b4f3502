using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>What the settings of an account say in each state that an account can be in, and of what is refused there.</summary>
public sealed partial class SettingsStateTests(PostgresFixture postgres) : ApiTest(postgres)
{
    private const string Password = "correct horse battery";
    private const string Page = "/me/settings";
    private const string CodesPage = "/me/settings/codes";

    [Fact]
    public async Task Who_has_no_mail_address_is_told_what_that_means()
    {
        using var grace = await SignedInAsync(email: null);
        var page = await TextAsync(grace.GetAsync(Page, Cancelled));
        Assert.Contains("You have none. Nobody can mail you an invitation", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Send me a link to confirm it", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_confirmed_can_be_so_and_a_link_that_waits_is_told_of()
    {
        using var grace = await SignedInAsync();
        await using (var db = Registry.Database.CreateContext())
            await db.Users.Where(user => user.Login == "grace").ExecuteUpdateAsync(set => set.SetProperty(user => user.EmailConfirmed, false), Cancelled);
        var before = await TextAsync(grace.GetAsync(Page, Cancelled));
        Assert.Contains("grace@example.com, not confirmed.", before, StringComparison.Ordinal);
        Assert.DoesNotContain("A link was mailed to", before, StringComparison.Ordinal);

        using var sent = await SubmitAsync(grace, "confirm");
        Assert.Equal("/me/settings?said=mailed", sent.Headers.Location?.OriginalString);
        var after = await TextAsync(grace.GetAsync("/me/settings?said=mailed", Cancelled));
        Assert.Contains("A link is on its way.", after, StringComparison.Ordinal);
        Assert.Contains("A link was mailed to grace@example.com. Open it, and the address is yours.", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_mails_more_than_a_few_links_in_an_hour_and_is_told_so()
    {
        using var grace = await SignedInAsync();
        for (var time = 0; time < 3; time++)
            (await ChangeAddressAsync(grace, $"grace-{time}@example.com")).Dispose();

        var page = await TextAsync(ChangeAddressAsync(grace, "grace-3@example.com"));

        Assert.Contains("Several links were mailed in the last hour. Look for them, or try again later.", page, StringComparison.Ordinal);
        await using var db = Registry.Database.CreateContext();
        Assert.Equal(3, await db.OneTimeLinks.CountAsync(link => link.Purpose == LinkPurpose.ConfirmEmail, Cancelled));
    }

    [Fact]
    public async Task What_is_no_address_is_refused_and_stays_to_be_mended()
    {
        using var grace = await SignedInAsync();
        using var answer = await ChangeAddressAsync(grace, "grace at example");
        var markup = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Contains("This is not a mail address.", markup, StringComparison.Ordinal);
        Assert.Contains("value=\"grace at example\"", markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong", "another long password", "This is not your password.")]
    [InlineData(Password, "short", "at least 10 characters")]
    public async Task A_password_that_cannot_be_changed_stays(string old, string wanted, string words)
    {
        using var grace = await SignedInAsync();
        Assert.Contains(words, await TextAsync(SubmitAsync(grace, "password", ("OldPassword", old), ("NewPassword", wanted))), StringComparison.Ordinal);
        using var again = new BrowserClient(Registry.Url);
        using var signedIn = await again.SignInAsync("grace", Password, Cancelled);
        Assert.Equal("/me", signedIn.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Who_signs_in_without_a_password_sets_one_and_has_no_use_for_codes_before()
    {
        using var grace = await SignedInAsync();
        await using (var db = Registry.Database.CreateContext())
            await db.Users.Where(user => user.Login == "grace").ExecuteUpdateAsync(set => set.SetProperty(user => user.PasswordHash, (string?)null), Cancelled);
        var page = await TextAsync(grace.GetAsync(Page, Cancelled));
        Assert.Contains("Codes are asked for after a password, and you have none.", page, StringComparison.Ordinal);
        Assert.Contains("Set a password", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Password until now", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Your password", page, StringComparison.Ordinal);

        (await SubmitAsync(grace, "codes-start")).Dispose();
        using var codes = await grace.GetAsync(CodesPage, Cancelled);
        Assert.Equal(Page, codes.Headers.Location?.OriginalString);
        using var set = await SubmitAsync(grace, "password", ("NewPassword", "another long password"));
        Assert.Equal("/me/settings?said=password", set.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Codes_are_turned_on_by_a_code_of_now_only_and_say_how_many_recovery_codes_are_left()
    {
        using var grace = await SignedInAsync();
        (await SubmitAsync(grace, "codes-start")).Dispose();
        var key = Key().Match(await TextAsync(grace.GetAsync(CodesPage, Cancelled))).Value;
        var refused = await TextAsync(grace.SubmitAsync(CodesPage, "codes-on", new Dictionary<string, string> { ["Code"] = "12 34" }, Cancelled));
        Assert.Contains("This is not the code of now.", refused, StringComparison.Ordinal);
        Assert.Contains(key, refused, StringComparison.Ordinal);
        Assert.DoesNotContain("recovery codes left", await TextAsync(grace.GetAsync(Page, Cancelled)), StringComparison.Ordinal);

        var on = await TextAsync(grace.SubmitAsync(
            CodesPage, "codes-on", new Dictionary<string, string> { ["Code"] = AuthenticatorApp.CodeOf(key) }, Cancelled));
        var first = Codes(on);
        Assert.Equal(10, first.Count);
        Assert.Contains("You have 10 recovery codes left.", await TextAsync(grace.GetAsync(Page, Cancelled)), StringComparison.Ordinal);
        using (var again = await grace.GetAsync(CodesPage, Cancelled))
            Assert.Equal(Page, again.Headers.Location?.OriginalString);

        Assert.Contains(
            "This is not your password.", await TextAsync(SubmitAsync(grace, "codes", ("Change", "renew"), ("CodesPassword", "wrong"))), StringComparison.Ordinal);
        var renewed = Codes(await TextAsync(SubmitAsync(grace, "codes", ("Change", "renew"), ("CodesPassword", Password))));
        Assert.Equal(10, renewed.Count);
        Assert.Empty(renewed.Intersect(first));
        using var off = await SubmitAsync(grace, "codes", ("Change", "off"), ("CodesPassword", Password));
        Assert.Equal("/me/settings?said=no-codes", off.Headers.Location?.OriginalString);
        Assert.Contains("Signing in asks for no code any more.", await TextAsync(grace.GetAsync("/me/settings?said=no-codes", Cancelled)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    public async Task What_no_device_has_made_is_no_passkey(string credential)
    {
        using var grace = await SignedInAsync();
        var page = await TextAsync(SubmitAsync(grace, "passkey", ("Credential", credential), ("PasskeyName", "Laptop")));
        Assert.Contains("What the device made is not good, or it took too long. Try again.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_says_nothing_that_was_not_done_here()
    {
        using var grace = await SignedInAsync();
        using var answer = await grace.GetAsync($"{Page}?said=hello", Cancelled);
        Assert.DoesNotContain("role=\"status\"", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    private async Task<BrowserClient> SignedInAsync(string? email = "grace@example.com")
    {
        await Registry.CreateUserAsync("grace", Password, email: email);
        var browser = new BrowserClient(Registry.Url);
        (await browser.SignInAsync("grace", Password, Cancelled)).Dispose();
        return browser;
    }

    private static Task<HttpResponseMessage> SubmitAsync(BrowserClient browser, string form, params (string Name, string Value)[] fields) =>
        browser.SubmitAsync(Page, form, fields.ToDictionary(field => field.Name, field => field.Value), Cancelled);

    private static Task<HttpResponseMessage> ChangeAddressAsync(BrowserClient browser, string email) =>
        SubmitAsync(browser, "email", ("Email", email), ("EmailPassword", Password));

    /// <summary>What is read on a page, without its markup.</summary>
    private static async Task<string> TextAsync(Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(Tag().Replace(await response.Content.ReadAsStringAsync(Cancelled), ""));
    }

    private static List<string> Codes(string page) => [.. RecoveryCode().Matches(page).Select(match => match.Value).Distinct()];

    [GeneratedRegex("([a-z2-7]{4} ){7}[a-z2-7]{4}")]
    private static partial Regex Key();

    [GeneratedRegex("[0-9A-Z]{5}-[0-9A-Z]{5}")]
    private static partial Regex RecoveryCode();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
