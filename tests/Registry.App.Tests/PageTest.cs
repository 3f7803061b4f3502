using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor.Services;
using Registry.App.Changes;
using Registry.App.Home;
using Registry.App.Hosting;
using Registry.App.Tests.Changes;
using Registry.App.Tests.Home;
using Registry.Jobs;

namespace Registry.App.Tests;

/// <summary>Renders pages as a circuit does, with a feed and a clock that the test drives.</summary>
public abstract class PageTest : BunitContext
{
    static PageTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(10);

    /// <param name="more">Adds what else the pages need.</param>
    protected PageTest(Action<IServiceCollection>? more = null)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<IChangeFeed>(Feed);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(new PublicUrl(() => new("https://crates.example.org/")));
        Services.AddSingleton<IHomeReader>(Home);
        Services.AddSingleton(Options.Create(new RegistryOptions()));
        more?.Invoke(Services);
        Authorization = AddAuthorization();

        // Comes last: from here on no services can be added.
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    /// <summary>Who reads the page; a stranger unless the test says otherwise.</summary>
    internal BunitAuthorizationContext Authorization { get; }

    internal FakeFeed Feed { get; } = new();

    internal FakeHome Home { get; } = new();

    internal ManualClock Clock { get; } = new();
}
