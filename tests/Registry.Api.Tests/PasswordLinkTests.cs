using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Registry.App.Accounts;
using Registry.Data.Accounts;
using Registry.Testing;
using Xunit;

namespace Registry.Api.Tests;

/// <summary>The page behind the link that <c>user add</c> prints.</summary>
public sealed partial class PasswordLinkTests(PostgresFixture postgres) : ApiTest(postgres)
{
    [Fact]
    public async Task A_link_sets_a_password_once()
    {
        var page = await NewLinkAsync();

        using var set = await SubmitAsync(page, "correct horse battery");
        using var again = await Http.GetAsync(page, Cancelled);

        Assert.Contains("Your password is set", await set.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        await using var db = Registry.Database.CreateContext();
        Assert.NotNull((await db.Users.SingleAsync(user => user.Login == "grace", Cancelled)).PasswordHash);
    }

    [Fact]
    public async Task A_short_password_is_refused_and_the_link_stays_good()
    {
        var page = await NewLinkAsync();

        using var refused = await SubmitAsync(page, "short");
        using var again = await Http.GetAsync(page, Cancelled);

        Assert.Contains(PasswordRules.TooShort, await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_used_link_says_so_and_one_that_never_was_is_unknown()
    {
        var page = await NewLinkAsync();
        using var set = await SubmitAsync(page, "correct horse battery");

        using var used = await Http.GetAsync(page, Cancelled);
        using var unknown = await Http.GetAsync(page + "x", Cancelled);

        Assert.Contains("registry user password grace", await used.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("This link is not known here", await unknown.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [GeneratedRegex("name=\"(__RequestVerificationToken|_handler)\" value=\"([^\"]+)\"")]
    private static partial Regex HiddenField { get; }

    private async Task<string> NewLinkAsync()
    {
        var secret = TokenSecret.NewSecret();
        await using var db = Registry.Database.CreateContext();
        var now = TimeProvider.System.GetUtcNow();
        db.OneTimeLinks.Add(new OneTimeLink
        {
            Purpose = LinkPurpose.ChoosePassword,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            User = new User { Login = "grace", CreatedAt = now },
            Hash = TokenSecret.Hash(secret),
            ExpiresAt = now.AddHours(1),
        });
        await db.SaveChangesAsync(Cancelled);
        return $"/choose-password/{secret}";
    }

    private async Task<HttpResponseMessage> SubmitAsync(string page, string password)
    {
        var form = HiddenField.Matches(await Http.GetStringAsync(page, Cancelled))
            .ToDictionary(field => field.Groups[1].Value, field => WebUtility.HtmlDecode(field.Groups[2].Value));
        form["Password"] = password;
        return await Http.PostAsync(page, new FormUrlEncodedContent(form), Cancelled);
    }
}
