using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Registry.App.Tests.Admin;

/// <summary>Opens pages of operations as somebody who has signed in with a browser.</summary>
public abstract class LivePageTest : PageTest
{
    /// <param name="login">Who it is.</param>
    /// <param name="more">Adds what the page reads and does.</param>
    /// <param name="policies">What they may do.</param>
    protected LivePageTest(string login, Action<IServiceCollection> more, params string[] policies)
        : base(more)
    {
        Authorization.SetAuthorized(login);
        Authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, "1"));
        Authorization.SetAuthenticationType(IdentityConstants.ApplicationScheme);
        Authorization.SetPolicies(policies);
    }

    /// <summary>A second later the page reads again.</summary>
    internal void Tick() => Clock.Advance(TimeSpan.FromSeconds(1));
}
