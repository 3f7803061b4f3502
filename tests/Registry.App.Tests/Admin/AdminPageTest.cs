using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin;
using Registry.App.SignIn;

namespace Registry.App.Tests.Admin;

/// <summary>Opens pages of operations as an operator, or as a viewer.</summary>
public abstract class AdminPageTest : PageTest
{
    private readonly BunitAuthorizationContext _authorization;

    protected AdminPageTest()
    {
        Services.AddSingleton<IOperations>(Operations);
        Services.AddSingleton<IJobActions>(Operations);
        _authorization = AddAuthorization();
        _authorization.SetAuthorized("ada");
        _authorization.SetPolicies(Policies.See, Policies.Act);
    }

    internal FakeOperations Operations { get; } = new();

    internal void BeViewer() => _authorization.SetPolicies(Policies.See);

    internal IRenderedComponent<JobsPage> OpenJobs(string query = "")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"admin/jobs{query}");
        return Render<JobsPage>();
    }

    /// <summary>A second later the page reads again.</summary>
    internal void Tick() => Clock.Advance(TimeSpan.FromSeconds(1));
}
