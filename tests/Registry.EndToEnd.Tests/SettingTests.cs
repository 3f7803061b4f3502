using System.Diagnostics;

namespace Registry.EndToEnd.Tests;

public sealed class SettingTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("worker")]
    public async Task What_is_for_several_processes_insists_on_a_connection_string(string verb) =>
        await AssertRefusedAsync("ConnectionStrings:Registry", "For a single process use `serve`", RegistryExecutable.StartInfo([verb]));

    [Theory]
    [InlineData("Registry:PublicUrl", "nonsense", "give an address such as")]
    [InlineData("Registry:TrustedProxies", "10.0.0.5, proxy.example.com", "give addresses such as 10.0.0.5")]
    [InlineData("Registry:TrustedProxies", "10.0.0.5/8", "or networks such as 10.0.0.0/24")]
    [InlineData("Registry:TrustedProxies", "10", "give addresses such as 10.0.0.5")]
    [InlineData("Registry:TrustedProxies", "::/0", "give addresses such as 10.0.0.5")]
    [InlineData("Jobs:PollInterval", "x", "give a time such as 00:01:00")]
    [InlineData("Jobs:Queues:sparse:Workers", "many", "give a number from 0 to 100")]
    [InlineData("Jobs:Queues:sparse:Workers", "101", "give a number from 0 to 100")]
    [InlineData("Jobs:Queues:git:Workers", "3", "the git index has one writer")]
    [InlineData("Jobs:Queues:gti:Workers", "1", "the queues are sparse, git, default")]
    [InlineData("Index:Git:Enabled", "perhaps", "give true or false")]
    [InlineData("Index:Git:Branch", "-x", "no name for a branch")]
    [InlineData("Index:Git:Remote", "https://ada:s3cret@git.example.com/index.git", "Index:Git:Username and Index:Git:Password")]
    [InlineData("Index:Git:Serving:TimeLimit", "long", "give a time such as 00:01:00")]
    [InlineData("Publish:MaxCrateBytes", "lots", "give a whole number")]
    [InlineData("Publish:MaxCrateBytes", "99999999999", "at most 2147483647")]
    [InlineData("Publish:MaxVersionsPerDay", "-1", "0 for no limit")]
    [InlineData("RateLimits:PublishNew:Burst", "-1", "0 for no limit")]
    [InlineData("RateLimits:Yank:Rate", "00:00:00", "the time for one")]
    [InlineData("RateLimits:Yank:Rate", "often", "give a time such as 00:01:00")]
    [InlineData("RateLimits:Yanks:Rate", "00:01:00", "Did you mean RateLimits:Yank:Rate?")]
    [InlineData("Downloads:FoldInterval", "00:00:00", "give from")]
    [InlineData("ConnectionStrings:Registry", "nonsense", "cannot be read")]
    [InlineData("Storage:Kind", "S3", "Storage:S3:Bucket is missing")]
    [InlineData("Storage:Kind", "7", "FileSystem")]
    [InlineData("urls", "nonsense", "give an address such as")]
    [InlineData("urls", "http://127.0.0.1:99999", "give an address such as")]
    [InlineData("Registry:PublcUrl", "http://localhost", "Did you mean Registry:PublicUrl?")]
    [InlineData("Registri:DataDirectory", "data", "Did you mean Registry:DataDirectory?")]
    [InlineData("ConnectionStrings:Registri", "Host=db", "Did you mean ConnectionStrings:Registry?")]
    [InlineData("Jobs:Queues:sparse:Wokers", "2", "Did you mean Jobs:Queues:sparse:Workers?")]
    [InlineData("index:git:servng:timelimit", "00:01:00", "Did you mean Index:Git:Serving:TimeLimit?")]
    public async Task A_wrong_setting_stops_serve_with_one_line_that_names_its_key_and_what_is_allowed(string key, string value, string allowed) =>
        await AssertRefusedAsync(key, allowed, RegistryExecutable.StartInfo(["serve", $"--{key}={value}"]));

    [Fact]
    public async Task A_misspelled_setting_stops_the_other_verbs_too() =>
        await AssertRefusedAsync(
            "Registry:DataDirectry", "Did you mean Registry:DataDirectory?",
            RegistryExecutable.StartInfo(["token", "list", "--user", "ferris", "--Registry:DataDirectry=data"]));

    [Fact]
    public async Task A_misspelled_setting_in_the_environment_stops_serve_and_a_variable_that_is_only_called_like_a_section_does_not()
    {
        var start = RegistryExecutable.StartInfo(["serve"]);
        start.Environment["JOBS"] = "4";
        start.Environment["Publish__MaxCrateBites"] = "1";
        await AssertRefusedAsync("Publish:MaxCrateBites", "Did you mean Publish:MaxCrateBytes?", start);
    }

    [Fact]
    public async Task A_wrong_address_in_the_environment_stops_serve_in_the_same_way()
    {
        var start = RegistryExecutable.StartInfo(["serve"]);
        start.Environment["ASPNETCORE_URLS"] = "nonsense";
        await AssertRefusedAsync("urls", "give an address such as", start);
    }

    private static async Task AssertRefusedAsync(string key, string allowed, ProcessStartInfo start)
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory.Path, "data");
        start.ArgumentList.Add($"--Registry:DataDirectory={data}");
        var result = await ProgramResult.RunAsync(start, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 2, $"It ended with {result.ExitCode}.\n{result.Errors}");
        var line = Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(data));
    }
}
