using System.Diagnostics;
using Registry.EndToEnd.Tests.Running;

namespace Registry.EndToEnd.Tests;

/// <summary>The sample client in the documentation, run as whoever copies it does.</summary>
public sealed class HubSampleTests(Databases databases)
{
    [Fact]
    public async Task The_sample_waits_until_a_publish_is_usable_with_a_token_where_that_is_needed()
    {
        await using var site = await Site.StartAsync("web", databases, "--Registry:Private=true");
        var change = await site.PublishAsync("tide", "0.1.0");
        var start = StartInfo(site.Url.AbsoluteUri, change, "120");
        start.RedirectStandardOutput = true;
        start.Environment["REGISTRY_TOKEN"] = site.Token;
        using var sample = Process.Start(start)!;
        try
        {
            var first = await sample.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Contains("tide 0.1.0: received=done stored=done queued=waiting sparse_index=waiting", first, StringComparison.Ordinal);
            await site.StartWorkerAsync();
            var more = await sample.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await sample.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, sample.ExitCode);
            Assert.Contains("sparse_index=done", more, StringComparison.Ordinal);
        }
        finally
        {
            if (!sample.HasExited)
                sample.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task The_sample_says_no_to_what_is_not_there_or_does_not_come()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        var unknown = await RunAsync(site.Url.AbsoluteUri, "nobody");
        Assert.Equal((1, "There is no change nobody."), (unknown.ExitCode, unknown.Errors.Trim()));
        var late = await RunAsync(site.Url.AbsoluteUri, change, "1");
        Assert.Equal((1, "Not usable after 1 seconds."), (late.ExitCode, late.Errors.Trim()));
        Assert.Equal(2, (await RunAsync("nowhere")).ExitCode);
    }

    [Fact]
    public async Task The_sample_does_not_wait_for_what_operators_have_stopped()
    {
        await using var site = await Site.StartAsync("web", databases);
        var change = await site.PublishAsync("tide", "0.1.0");
        (await site.RunAsync("jobs", "discard", "--all", "--queue", "sparse", "--reason", "the name is under review")).Succeeded();
        var stopped = await RunAsync(site.Url.AbsoluteUri, change);
        Assert.Equal((1, "stopped by the operators: the name is under review"), (stopped.ExitCode, stopped.Errors.Trim()));
    }

    private static Task<ProgramResult> RunAsync(params string[] arguments) =>
        ProgramResult.RunAsync(StartInfo(arguments), TestContext.Current.CancellationToken);

    private static ProcessStartInfo StartInfo(params string[] arguments) => new(Tool.Find("dotnet"), ["run", Sample(), "--", .. arguments]);

    private static string Sample()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Registry.sln")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "docs", "samples", "WaitUntilUsable.cs");
    }
}
