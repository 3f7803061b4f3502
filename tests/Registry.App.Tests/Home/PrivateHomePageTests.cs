using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Registry.App.Crates;
using Registry.App.Home;
using Registry.App.Hosting;
using Registry.App.Tests.Changes;
using Xunit;

namespace Registry.App.Tests.Home;

/// <summary>A private registry says to strangers how it is used, but nothing of its crates.</summary>
public sealed class PrivateHomePageTests() : PageTest(services => services.AddSingleton(Options.Create(new RegistryOptions { Private = true })))
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("ada", 1)]
    public void Crates_are_told_only_to_who_is_signed_in(string? login, int sections)
    {
        Home.Contents = new([new("tide-tables", "0.4.2", "Tides", Sample.Requested, Standing.Usable)], [new("tide-tables", "Tides", 1204)]);
        var user = new ClaimsPrincipal(login is null ? new ClaimsIdentity() : new ClaimsIdentity([new(ClaimTypes.Name, login)], "session"));
        var page = Render<HomePage>(view => view.AddCascadingValue<HttpContext>(new DefaultHttpContext { User = user }));
        Assert.Equal(sections, page.FindAll("[aria-labelledby=fresh-title]").Count);
        Assert.Equal(sections, page.FindAll("[aria-labelledby=used-title]").Count);
        Assert.Equal(sections > 0, page.Markup.Contains("tide-tables", StringComparison.Ordinal));
        Assert.Contains("sparse+https://crates.example.org/index/", page.Find("#use pre").TextContent, StringComparison.Ordinal);
    }
}
