using System.Diagnostics;
using Xunit;

namespace Registry.Git.Tests;

internal static class Wait
{
    /// <summary>Waits for a condition, and fails the test when it does not come.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        var started = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(30), $"waited in vain until {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
