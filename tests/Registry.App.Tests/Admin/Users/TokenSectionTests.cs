using Bunit;
using Registry.App.Admin.Users;
using Registry.App.Tests.Changes;
using Registry.Data.Accounts;
using Xunit;

namespace Registry.App.Tests.Admin.Users;

public sealed class TokenSectionTests : UserSectionTest
{
    [Fact]
    public void Tokens_are_listed_to_be_revoked_or_it_is_said_that_there_are_none()
    {
        Assert.Equal("ada has no tokens.", Section<TokenSection>(UserSample.Reading).Find(".calm").TextContent);
        var token = new ApiToken { Name = "laptop", Hash = [], CreatedAt = Sample.Requested.AddDays(-9), ExpiresAt = Sample.Requested };
        var section = Section<TokenSection>(UserSample.Reading with { Tokens = [token, new ApiToken { Name = "builds", Hash = [], CreatedAt = Sample.Requested }] });
        Assert.Equal(["laptop", "builds"], section.FindAll(".name").Select(name => name.TextContent));
        Assert.Equal(["Expired"], section.FindAll(".chip").Select(chip => chip.TextContent));
        Assert.Equal(["Revoke laptop", "Revoke builds"], section.FindAll("button").Select(button => button.TextContent));
        Assert.Contains("It may do everything ada may", section.Find("li p").TextContent, StringComparison.Ordinal);
    }
}
