using System.Globalization;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests;

/// <summary>The executable, as cron runs it.</summary>
public sealed class MonitorVerbTests(PostgresFixture postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_with_0_when_all_is_well_with_1_and_a_page_when_not_and_with_2_when_it_cannot_tell()
    {
        using var directory = new TemporaryDirectory();
        await using var hook = await HttpReceiver.StartAsync();
        var connectionString = await postgres.CreateDatabaseAsync();
        string[] settings = [$"--ConnectionStrings:Registry={connectionString}", $"--Registry:DataDirectory={directory.Path}", $"--Paging:Webhook:Url={hook.Url}"];

        var unknown = await RunAsync(["monitor", .. settings]);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("registry migrate", unknown.Errors, StringComparison.Ordinal);

        (await RunAsync(["migrate", .. settings])).Succeeded();
        var healthy = await RunAsync(["monitor", .. settings]);
        Assert.Equal(0, healthy.ExitCode);
        Assert.Empty(healthy.Output);
        Assert.Empty(hook.Requests);

        await ExecuteAsync(connectionString, """
            INSERT INTO background_jobs (queue, kind, arguments, created_at) VALUES ('git', 'update_git_index', '{}', now() - interval '1 hour')
            """);
        var unhealthy = await RunAsync(["monitor", .. settings]);
        Assert.Equal(1, unhealthy.ExitCode);
        var line = Assert.Single(unhealthy.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("old_jobs/git: 1 job in the queue git is unfinished for more than 15 min.", line, StringComparison.Ordinal);
        Assert.Single(hook.Taken);

        var start = RegistryExecutable.StartInfo(["monitor", .. settings]);
        start.Environment["MAX_JOB_TIME"] = "90";
        var patient = await ProgramResult.RunAsync(start, Cancelled);
        Assert.Equal(0, patient.ExitCode);
        Assert.Equal("incident.resolved", hook.Taken[1]["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task It_ends_with_2_when_the_database_is_away()
    {
        using var directory = new TemporaryDirectory();
        var result = await RunAsync([
            "monitor", "--ConnectionStrings:Registry=Host=127.0.0.1;Port=1;Database=x;Username=x", $"--Registry:DataDirectory={directory.Path}"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The database cannot be reached", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_page_goes_through_every_channel_and_says_which_one_failed()
    {
        await using var pager = await HttpReceiver.StartAsync();
        await using var hook = await HttpReceiver.StartAsync();
        await using var smtp = new SmtpReceiver();
        string[] settings =
        [
            "--Paging:PagerDuty:RoutingKey=R0", $"--Paging:PagerDuty:Url={pager.Url}", $"--Paging:Webhook:Url={hook.Url}",
            "--Paging:Email:To=oncall@example.com", "--Paging:Email:From=registry@example.com", "--Paging:Smtp:Host=127.0.0.1",
            $"--Paging:Smtp:Port={smtp.Port.ToString(CultureInfo.InvariantCulture)}", "--Paging:Smtp:Security=None",
        ];
        var sent = await RunAsync(["monitor", "--test-page", .. settings]);
        Assert.Equal(0, sent.ExitCode);
        Assert.Equal(["pagerduty: sent", "webhook: sent", "email: sent", "log: written"], sent.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("trigger", Assert.Single(pager.Taken)["event_action"]!.GetValue<string>());
        Assert.Equal("test", Assert.Single(hook.Taken)["type"]!.GetValue<string>());
        Assert.Single(smtp.Mails);

        hook.Status = 500;
        var failed = await RunAsync(["monitor", "--test-page", .. settings]);
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("webhook: failed: The webhook answered 500", failed.Output, StringComparison.Ordinal);
        Assert.Contains("email: sent", failed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Monitor:Schedule", "now and then")]
    [InlineData("Monitor:MaxJobTime", "soon")]
    [InlineData("Monitor:MinFreeDiskPercent", "100")]
    [InlineData("Paging:PagerDuty:Url", "nonsense")]
    [InlineData("Paging:Webhook:Url", "nonsense")]
    [InlineData("Paging:Email:To", "nobody")]
    [InlineData("Paging:Smtp:Security", "Perhaps")]
    [InlineData("Paging:Smtp:Username", "registry")]
    public async Task A_wrong_setting_is_one_line_that_names_its_key(string key, string value)
    {
        var result = await RunAsync(["monitor", $"--{key}={value}"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(key, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task The_wrong_alias_is_named_as_well()
    {
        var start = RegistryExecutable.StartInfo(["monitor"]);
        start.Environment["MAX_JOB_TIME"] = "soon";
        var result = await ProgramResult.RunAsync(start, Cancelled);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("MAX_JOB_TIME is `soon`", result.Errors, StringComparison.Ordinal);
    }

    private static Task<ProgramResult> RunAsync(string[] arguments) => RegistryExecutable.RunAsync(arguments, Cancelled);

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
