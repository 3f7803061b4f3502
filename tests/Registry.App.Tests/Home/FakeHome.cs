using Registry.App.Home;

namespace Registry.App.Tests.Home;

/// <summary>A front page whose contents the test tells.</summary>
internal sealed class FakeHome : IHomeReader
{
    public HomeContents Contents { get; set; } = new([], []);

    public Task<HomeContents> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Contents);
}
