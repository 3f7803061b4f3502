using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Gallery;

/// <summary>A page in a state worth seeing.</summary>
/// <param name="Name">How its pictures are called.</param>
/// <param name="Path">Its address below that of the registry.</param>
/// <param name="As">Who looks at it; null for a stranger.</param>
internal sealed record Scene(string Name, string Path, string? As = null)
{
    /// <summary>What is done on the page before it is looked at.</summary>
    public Func<IPage, Task>? First { get; init; }

    /// <summary>An answer such as 404 is what the page is for.</summary>
    public bool IsFault { get; init; }

    /// <summary>It costs the registry nothing while it is read: there is no circuit behind it.</summary>
    public bool IsStatic { get; init; }
}
