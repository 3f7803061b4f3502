using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin;
using Registry.App.Admin.Jobs;
using Registry.App.SignIn;
using Registry.App.Tests.Changes;

namespace Registry.App.Tests.Admin;

/// <summary>Opens pages of operations as an operator, or as a viewer.</summary>
public abstract class AdminPageTest : LivePageTest
{
    protected AdminPageTest()
        : this(new FakeOperations())
    {
    }

    private AdminPageTest(FakeOperations operations)
        : base("ada", services => services.AddSingleton<IOperations>(operations).AddSingleton<IJobActions>(operations), Policies.See, Policies.Act) =>
        Operations = operations;

    internal FakeOperations Operations { get; }

    internal void BeViewer() => Authorization.SetPolicies(Policies.See);

    internal IRenderedComponent<JobsPage> OpenJobs(string query = "")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"admin/jobs{query}");
        return Render<JobsPage>();
    }

    /// <summary>The button with these words; what only screen readers tell may stand close to the rest.</summary>
    internal static IElement Button<T>(IRenderedComponent<T> page, string words)
        where T : IComponent => page.FindAll("button").Single(button => WithoutBlanks(ChangePageTest.Text(button)) == WithoutBlanks(words));

    /// <summary>Each of them is disabled, and says why.</summary>
    internal static void AssertDenied(IEnumerable<IElement> buttons)
    {
        var all = buttons.ToList();
        Xunit.Assert.NotEmpty(all);
        Xunit.Assert.All(all, button => Xunit.Assert.Equal((true, "why-not"), (button.HasAttribute("disabled"), button.GetAttribute("aria-describedby"))));
    }

    private static string WithoutBlanks(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
