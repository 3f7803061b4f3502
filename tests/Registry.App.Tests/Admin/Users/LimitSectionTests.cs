using Bunit;
using Registry.App.Accounts;
using Registry.App.Admin.Users;
using Registry.App.RateLimits;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Admin.Users;

public sealed class LimitSectionTests : UserSectionTest
{
    [Fact]
    public void Each_limit_says_for_whom_it_goes_and_until_when_and_ones_own_can_be_taken_back()
    {
        var section = Section<LimitSection>(UserSample.Reading with
        {
            Limits =
            [
                new UserLimit(TokenScopes.PublishNew, 5, TimeSpan.FromMinutes(10), IsOwn: false, null),
                new UserLimit(TokenScopes.PublishUpdate, 1_500, TimeSpan.FromSeconds(1), IsOwn: true, null),
                new UserLimit(TokenScopes.Yank, 0, TimeSpan.FromSeconds(1), IsOwn: true, Sample.Requested.AddHours(1)),
                new UserLimit(TokenScopes.ChangeOwners, 0, TimeSpan.FromSeconds(1), IsOwn: false, null),
            ],
        });
        Assert.Equal(
            [
                "Publishing new crates 5 10 min everybody",
                "Publishing new versions 1 500 1 s this user As for everybody: Publishing new versions",
                "Yanking and unyanking no limit – this user, until 11:42:07 UTC As for everybody: Yanking and unyanking",
                "Changing owners no limit – everybody",
            ],
            section.FindAll("tbody tr").Select(ChangePageTest.Text));
        Assert.False(section.Find("details").HasAttribute("open"));
    }

    [Theory]
    [InlineData("tango", "5", "", "", "Choose what to limit.")]
    [InlineData("yank", "", "", "", "How often at once is a number; 0 for no limit.")]
    [InlineData("yank", "-1", "", "", "How often at once is a number; 0 for no limit.")]
    [InlineData("yank", "5", "soon", "", "Write how long it takes until one more as hours, minutes and seconds, such as 00:00:10.")]
    [InlineData("yank", "5", "-00:00:10", "", "Write how long it takes until one more as hours, minutes and seconds, such as 00:00:10.")]
    [InlineData("yank", "5", "00:00:10", "2026-03-01", "Write a time to come such as 2026-12-31, or one from now on such as 30d.")]
    [InlineData("yank", "5", "", "never", "Write a time to come such as 2026-12-31, or one from now on such as 30d.")]
    public void What_makes_no_sense_is_told_and_stays_to_be_mended(string action, string burst, string rate, string until, string fault)
    {
        Fill("limit", ("Action", action), ("Burst", burst), ("Rate", rate), ("Until", until));
        var section = Section<LimitSection>(UserSample.Reading);
        section.Find("details form").Submit();
        Assert.Equal(fault, Fault(section));
        Assert.True(section.Find("details").HasAttribute("open"));
        Assert.Equal([burst, rate, until], section.FindAll("details input").Select(field => field.GetAttribute("value")));
        Assert.Equal(action == "yank" ? ["yank"] : [], section.FindAll("option[selected]").Select(option => option.GetAttribute("value")!));
    }
}
