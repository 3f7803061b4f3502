using Bunit;
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

    protected PageTest()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton<IChangeFeed>(Feed);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(new PublicUrl(() => new("https://crates.example.org/")));
        Services.AddSingleton<IHomeReader>(Home);
        Services.AddSingleton(Options.Create(new RegistryOptions()));
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    internal FakeFeed Feed { get; } = new();

    internal FakeHome Home { get; } = new();

    internal ManualClock Clock { get; } = new();
}
