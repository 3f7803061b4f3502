using System.Diagnostics;

namespace Registry.EndToEnd.Tests;

public sealed class SettingTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("worker")]
    public async Task What_is_for_several_processes_insists_on_a_connection_string(string verb) =>
        await AssertRefusedAsync("ConnectionStrings:Registry", verb);

    [Theory]
    [InlineData("Registry:PublicUrl", "nonsense")]
    [InlineData("Jobs:PollInterval", "x")]
    [InlineData("Jobs:Queues:sparse:Workers", "many")]
    [InlineData("Index:Git:Enabled", "perhaps")]
    [InlineData("Index:Git:Branch", "-x")]
    [InlineData("ConnectionStrings:Registry", "nonsense")]
    [InlineData("Storage:Kind", "S3")]
    [InlineData("urls", "nonsense")]
    [InlineData("urls", "http://127.0.0.1:99999")]
    public async Task A_wrong_setting_stops_serve_with_one_line_that_names_its_key(string key, string value) =>
        await AssertRefusedAsync(key, "serve", $"--{key}={value}");

    [Fact]
    public async Task A_wrong_address_in_the_environment_stops_serve_in_the_same_way()
    {
        var start = RegistryExecutable.StartInfo(["serve"]);
        start.Environment["ASPNETCORE_URLS"] = "nonsense";
        await AssertRefusedAsync("urls", start);
    }

    private static Task AssertRefusedAsync(string key, params string[] arguments) =>
        AssertRefusedAsync(key, RegistryExecutable.StartInfo(arguments));

    private static async Task AssertRefusedAsync(string key, ProcessStartInfo start)
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory.Path, "data");
        start.ArgumentList.Add($"--Registry:DataDirectory={data}");
        var result = await ProgramResult.RunAsync(start, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 2, $"It ended with {result.ExitCode}.\n{result.Errors}");
        var line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(data));
    }
}
