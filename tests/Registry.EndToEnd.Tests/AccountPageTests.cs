using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Registry.EndToEnd.Tests.Running;
using static Registry.EndToEnd.Tests.Running.Visit;

namespace Registry.EndToEnd.Tests;

/// <summary>Accounts as people meet them, in Chromium.</summary>
public sealed partial class AccountPageTests(Databases databases, Browser browser)
{
    private const string Password = "correct horse battery";

    /// <summary>Buttons go from the colours of one scheme to those of the other step by step.</summary>
    private const string ColoursAreThere =
        "Promise.allSettled(document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished))";

    [Fact]
    public async Task The_printed_link_leads_to_the_first_publish()
    {
        var connectionString = await databases.CreateEmptyAsync();
        (await RegistryExecutable.RunAsync(["migrate", $"--ConnectionStrings:Registry={connectionString}"], TestContext.Current.CancellationToken)).Succeeded();
        using var directory = new TemporaryDirectory();
        await using var serve = await RegistryProcess.StartAsync(
            "serve", $"--ConnectionStrings:Registry={connectionString}", $"--Registry:DataDirectory={directory.Path}", "--urls=http://127.0.0.1:0");
        var link = FirstRunLink().Match(serve.Log).Value;
        Assert.StartsWith(serve.Url.AbsoluteUri, link, StringComparison.Ordinal);

        await using var visit = await browser.OpenAsync(new Uri(link));
        var page = visit.Page;
        await InspectAsync(visit);
        await page.GetByLabel("Login").FillAsync("ferris");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the account" }).ClickAsync();
        await Expect(page.GetByText("Waiting for your first publish…")).ToBeVisibleAsync();
        await Expect(page.Locator("html:not([data-disconnected])")).ToHaveCountAsync(1);
        await InspectAsync(visit);
        var login = await page.GetByText("cargo login").InnerTextAsync();
        Assert.DoesNotContain("rgy_", page.Url, StringComparison.Ordinal);

        using var cargo = new Cargo($"sparse+{serve.Url}index/", TokenText().Match(login).Value);
        using var package = CargoPackage.Library("tide", "//! Tides.");
        (await cargo.RunAsync(package.Path, "publish", "--registry", "registry", "--allow-dirty", "--no-verify")).Succeeded();

        await page.WaitForURLAsync("**/changes/*");
        await Expect(visit.Chip).ToBeVisibleAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("tide");
        Assert.True(visit.Errors.Count == 0, string.Join("\n", visit.Errors));
    }

    [Fact]
    public async Task A_password_opens_the_settings_and_codes_protect_it()
    {
        await using var site = await StartAsync();
        await using var visit = await browser.OpenAsync(new Uri(site.Url, "me/settings"));
        await InspectAsync(visit);
        await SignInAsync(visit.Page);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Settings", Level = 1 })).ToBeVisibleAsync();
        await InspectAsync(visit);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set up codes" }).ClickAsync();
        var key = await visit.Page.GetByLabel("the key", new() { Exact = true }).InnerTextAsync();
        await InspectAsync(visit);
        await visit.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(AuthenticatorApp.CodeOf(key));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Turn codes on" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Codes are set up" })).ToBeVisibleAsync();
        await InspectAsync(visit);

        await using var other = await browser.OpenAsync(new Uri(site.Url, "sign-in"));
        await SignInAsync(other.Page);
        await Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "Enter your code" })).ToBeVisibleAsync();
        await InspectAsync(other);
        await other.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(AuthenticatorApp.CodeOf(key));
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(other.Page.Locator(".account-menu summary")).ToHaveTextAsync("grace");
    }

    [Fact]
    public async Task A_passkey_is_added_and_signs_in()
    {
        await using var site = await StartAsync();

        // Passkeys belong to names, not to numbers.
        var url = new UriBuilder(site.Url) { Host = "localhost" }.Uri;
        await using var visit = await browser.OpenAsync(new Uri(url, "me/settings"));
        var page = visit.Page;
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new
            {
                protocol = "ctap2",
                transport = "internal",
                hasResidentKey = true,
                hasUserVerification = true,
                isUserVerified = true,
                automaticPresenceSimulation = true,
            },
        });
        await SignInAsync(page);
        await page.GetByLabel("Name of a new passkey").FillAsync("Laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.GetByText("The passkey is added.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name of the passkey Laptop")).ToHaveValueAsync("Laptop");
        await InspectAsync(visit);

        await page.Locator(".account-menu summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync(new Uri(url, "sign-in?return=/me/settings").AbsoluteUri);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).Or(page.Locator(".account-menu summary")).First.ClickAsync();
        await Expect(page.Locator(".account-menu summary")).ToHaveTextAsync("grace");
        await page.GotoAsync(new Uri(url, "me/settings").AbsoluteUri);
        await Expect(page.GetByText("not used yet")).ToHaveCountAsync(0);
        await page.GetByLabel("Name of the passkey Laptop").FillAsync("Desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename the passkey Laptop" }).ClickAsync();
        await Expect(page.GetByText("The passkey is renamed.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the passkey Desk" }).ClickAsync();
        await Expect(page.GetByText("The passkey is removed.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_provider_signs_in()
    {
        await using var provider = await LocalProvider.StartAsync();
        await using var site = await Site.StartAsync("web", databases, provider.Settings);
        await using var visit = await browser.OpenAsync(new Uri(site.Url, "sign-in"));
        await InspectAsync(visit);

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Harbour" }).ClickAsync();

        await Expect(visit.Page.Locator(".account-menu summary")).ToHaveTextAsync("ada");
    }

    [Theory]
    [InlineData("sign-up")]
    [InlineData("forgot-password")]
    public async Task Pages_before_signing_in_are_accessible(string path)
    {
        await using var site = await Site.StartAsync("web", databases, "--SignIn:SignUp=true");
        await using var visit = await browser.OpenAsync(new Uri(site.Url, path));
        await InspectAsync(visit);
    }

    private async Task<Site> StartAsync()
    {
        var site = await Site.StartAsync("web", databases, "--SignIn:SignUp=true");
        await using var visit = await browser.OpenAsync(new Uri(site.Url, "sign-up"));
        await visit.Page.GetByLabel("Login").FillAsync("grace");
        await visit.Page.GetByLabel("Password").FillAsync(Password);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make the account" }).ClickAsync();
        await Expect(visit.Page.Locator(".account-menu summary")).ToHaveTextAsync("grace");
        return site;
    }

    private static Task SignInAsync(IPage page) => Visit.SignInAsync(page, "grace", Password);

    /// <summary>Accessible in light and in dark, and not wider than a narrow phone.</summary>
    private static async Task InspectAsync(Visit visit)
    {
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 320) })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await visit.Page.SetViewportSizeAsync(width, 800);
            await visit.Page.EvaluateAsync(ColoursAreThere);
            await visit.AssertAccessibleAsync();
            var content = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(content <= width, $"{visit.Page.Url} is {content} wide in a window of {width}.");
        }

        await visit.Page.SetViewportSizeAsync(1280, 800);
    }

    [GeneratedRegex(@"http://\S+/first-run/\w+")]
    private static partial Regex FirstRunLink();

    [GeneratedRegex("rgy_[0-9A-Za-z]{43}")]
    private static partial Regex TokenText();
}
