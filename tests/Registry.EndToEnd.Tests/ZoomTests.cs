using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Registry.Data.Accounts;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>At 200 % a window of 1280 pixels has room for 640, and no page needs more.</summary>
public sealed class ZoomTests(PostgresFixture postgres, Browser browser) : IClassFixture<PostgresFixture>
{
    private const string Password = "a long enough password";

    private const string TooWide = """
        () => document.documentElement.scrollWidth <= innerWidth ? []
          : [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth)
              .map((element) => `${element.tagName}.${element.className}`)
        """;

    [Fact]
    public async Task At_200_percent_no_page_scrolls_sideways()
    {
        await using var registry = await RegistryServer.StartAsync(postgres);
        await registry.CreateUserAsync("admin", Password, Role.Admin);
        var token = await registry.CreateTokenAsync("admin");
        using (var answer = await registry.Http.PublishAsync(token, CrateUpload.Body("tide-tables", "0.4.2"), TestContext.Current.CancellationToken))
            Assert.True(answer.IsSuccessStatusCode);
        await registry.StartWorkerAsync();
        var change = await registry.Http.GetChangeAsync("/api/v1/crates/tide-tables/0.4.2/status?wait=done&timeout=60", TestContext.Current.CancellationToken);

        var zoomed = new BrowserNewContextOptions { ViewportSize = new() { Width = 640, Height = 400 }, DeviceScaleFactor = 2 };
        await using var visit = await browser.OpenAsync(new Uri(registry.Url, "sign-in"), zoomed);
        await AssertFitsAsync(visit);
        await visit.Page.GetByLabel("Login").FillAsync("admin");
        await visit.Page.GetByLabel("Password").FillAsync(Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/me");

        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["name"] = "tide-tables",
            ["version"] = "0.4.2",
            ["id"] = change["id"]!.GetValue<string>(),
            ["login"] = "admin",
        };
        var paths = Paths(registry.Services, values);
        Assert.Contains("/crates/tide-tables/versions", paths);
        Assert.Contains("/admin/jobs", paths);
        foreach (var path in paths)
        {
            await visit.Page.GotoAsync(new Uri(registry.Url, path).AbsoluteUri);
            await Expect(visit.Page.Locator("h1").First).ToBeVisibleAsync();
            await AssertFitsAsync(visit);
        }
    }

    /// <summary>Every page there is, whoever adds one.</summary>
    private static IReadOnlyList<string> Paths(IServiceProvider services, Dictionary<string, string> values) =>
    [
        .. services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(
                part => part is RoutePatternParameterPart parameter ? values.GetValueOrDefault(parameter.Name, "1") : ((RoutePatternLiteralPart)part).Content)))))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static async Task AssertFitsAsync(Visit visit)
    {
        var wide = await visit.Page.EvaluateAsync<string[]>(TooWide);
        Assert.True(wide.Length == 0, $"{visit.Page.Url} is too wide because of {string.Join(", ", wide)}.");
    }
}
