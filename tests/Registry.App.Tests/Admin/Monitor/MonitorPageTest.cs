using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin.Monitor;
using Registry.App.SignIn;

namespace Registry.App.Tests.Admin.Monitor;

/// <summary>Opens the page of the monitor as an operator who has signed in with a browser.</summary>
public abstract class MonitorPageTest : PageTest
{
    protected MonitorPageTest()
        : this(new FakeMonitor())
    {
    }

    private MonitorPageTest(FakeMonitor monitor)
        : base(services => services.AddSingleton<IMonitorReader>(monitor).AddSingleton<ITestPages>(monitor))
    {
        Monitor = monitor;
        Authorization.SetAuthorized("grace");
        Authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, "1"));
        Authorization.SetAuthenticationType(IdentityConstants.ApplicationScheme);
        Authorization.SetPolicies(Policies.See, Policies.Act);
    }

    internal FakeMonitor Monitor { get; }
}
