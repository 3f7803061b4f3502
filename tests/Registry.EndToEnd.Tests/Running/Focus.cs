using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>Where the keyboard is on a page, and how that is shown.</summary>
internal sealed record Focus
{
    /// <summary>Null while nothing has the focus.</summary>
    private const string Read = """
        () => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const style = getComputedStyle(element);
          const before = element.dataset.reached !== undefined;
          element.dataset.reached = "";
          return {
            name: `${element.tagName} ${(element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim()}`,
            outline: `${style.outlineStyle} ${style.outlineWidth}`,
            colour: style.outlineColor,
            ground: getComputedStyle(document.body).backgroundColor,
            wasReachedBefore: before,
          };
        }
        """;

    /// <summary>The kind of element, and what it is called.</summary>
    public string Name { get; init; } = "";

    public string Outline { get; init; } = "";

    public string Colour { get; init; } = "";

    public string Ground { get; init; } = "";

    public bool WasReachedBefore { get; init; }

    /// <summary>Goes on by one key, such as <c>Tab</c>; what is reached shows that it is.</summary>
    /// <returns>Null when the page has been left.</returns>
    public static async Task<Focus?> PressAsync(IPage page, string key)
    {
        await page.Keyboard.PressAsync(key);
        var focus = await page.EvaluateAsync<Focus?>(Read);
        focus?.AssertVisible();
        return focus;
    }

    /// <summary>Goes through the whole page.</summary>
    /// <returns>The names of all that is reached.</returns>
    public static async Task<HashSet<string>> WalkAsync(IPage page)
    {
        var reached = new HashSet<string>();
        for (var focus = await PressAsync(page, "Tab"); focus is { WasReachedBefore: false }; focus = await PressAsync(page, "Tab"))
            reached.Add(focus.Name);
        return reached;
    }

    private void AssertVisible()
    {
        Assert.True(Outline.StartsWith("solid 2px", StringComparison.Ordinal), $"{Name} shows {Outline}.");
        Assert.NotEqual(Colour, Ground);
    }
}
