using Microsoft.Extensions.DependencyInjection;
using Registry.App.Admin.Monitor;
using Registry.App.SignIn;

namespace Registry.App.Tests.Admin.Monitor;

/// <summary>Opens the page of the monitor as an operator who has signed in with a browser.</summary>
public abstract class MonitorPageTest : LivePageTest
{
    protected MonitorPageTest()
        : this(new FakeMonitor())
    {
    }

    private MonitorPageTest(FakeMonitor monitor)
        : base("grace", services => services.AddSingleton<IMonitorReader>(monitor).AddSingleton<ITestPages>(monitor), Policies.See, Policies.Act) =>
        Monitor = monitor;

    internal FakeMonitor Monitor { get; }
}
