using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>An open page, and what went wrong on it.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = [];

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Keep(message.Type == "error", message.Text);
        page.PageError += (_, error) => Keep(true, error);
        page.RequestFailed += (_, request) => Keep(true, $"{request.Url}: {request.Failure}");
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

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Keep(bool isError, string text)
    {
        if (isError)
            _errors.Enqueue(text);
    }
}
