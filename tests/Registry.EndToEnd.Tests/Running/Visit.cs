using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>An open page, and what went wrong on it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        ResultTypes = [ResultType.Violations],
    };

    /// <summary>The only one that depends on colours, and so on light or dark.</summary>
    private static readonly AxeRunOptions Contrast = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] }, ResultTypes = [ResultType.Violations] };

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = [];

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Keep(message.Type == "error", message.Text);
        page.PageError += (_, error) => Keep(true, error);
        page.RequestFailed += (_, request) => Keep(!IsLeft(request), $"{request.Url}: {request.Failure}");
        page.Response += (_, response) => Keep(response.Status >= 400, $"{response.Url}: {response.Status}");
    }

    public IPage Page { get; }

    /// <summary>Errors in the console, and requests that came to nothing.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>The word for the state of the change.</summary>
    public ILocator Chip => Page.Locator(".title .chip");

    /// <summary>The sentence that answers "can I use it, must I do something".</summary>
    public ILocator Say => Page.Locator(".say");

    public static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    /// <summary>Waits until the page is kept up to date over its connection.</summary>
    public Task UntilLiveAsync() => Expect(Page.GetByText("This page keeps itself up to date.")).ToBeVisibleAsync();

    /// <summary>Fills in the page for signing in, which must be open.</summary>
    public static async Task SignInAsync(IPage page, string login, string password)
    {
        await page.GetByLabel("Login").FillAsync(login);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>No rule of accessibility is broken by what is shown now.</summary>
    public async Task AssertAccessibleAsync()
    {
        var faults = await InaccessibleAsync();
        Assert.True(faults.Count == 0, $"{Page.Url} at {Page.ViewportSize?.Width} pixels:\n{string.Join('\n', faults)}");
    }

    /// <summary>Where rules of accessibility are broken by what is shown now.</summary>
    public Task<IReadOnlyCollection<string>> InaccessibleAsync() => BreakingAsync(Rules);

    /// <summary>Where something stands out too little from what is behind it.</summary>
    public Task<IReadOnlyCollection<string>> IllegibleAsync() => BreakingAsync(Contrast);

    /// <summary>What is shown now is accessible, as it is and on a phone, where nothing but tables in a frame of their own is wider than the screen.</summary>
    public async Task InspectAsync()
    {
        await AssertAccessibleAsync();
        foreach (var width in new[] { 320, 640 })
        {
            await Page.SetViewportSizeAsync(width, 844);
            var content = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(content <= width, $"{Page.Url} is {content} wide in a window of {width}.");
        }

        await AssertAccessibleAsync();
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private async Task<IReadOnlyCollection<string>> BreakingAsync(AxeRunOptions rules)
    {
        var result = await Page.RunAxe(rules);
        Assert.NotEmpty(result.Passes);
        return [.. result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id} at {node.Target}: {node.Html}"))];
    }

    /// <summary>What a page waits for is given up when it is left.</summary>
    private static bool IsLeft(IRequest request) => request is { ResourceType: "eventsource" or "fetch", Failure: "net::ERR_ABORTED" };

    private void Keep(bool isError, string text)
    {
        if (isError)
            _errors.Enqueue(text);
    }
}
