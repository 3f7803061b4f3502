using Npgsql;
using Registry.Monitoring.Tests.Support;

namespace Registry.Monitoring.Tests.Running;

/// <summary>Real processes that tick by themselves.</summary>
public sealed class ProcessTests(PostgresFixture postgres)
{
    private const string Runs = "SELECT count(*) FROM monitor_runs WHERE finished_at IS NOT NULL AND outcome <> 'stopped'";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_processes_tick_page_once_and_resolve_once_and_stop_when_told()
    {
        using var directory = new TemporaryDirectory();
        await using var hook = await HttpReceiver.StartAsync();
        var connectionString = await postgres.CreateDatabaseAsync();
        string[] settings =
        [
            $"--ConnectionStrings:Registry={connectionString}", $"--Registry:DataDirectory={directory.Path}", "--Index:Git:Enabled=false",
            "--Monitor:Schedule=* * * * * *", $"--Paging:Webhook:Url={hook.Url}",
        ];
        await using var database = NpgsqlDataSource.Create(connectionString);
        (await RegistryExecutable.RunAsync(["migrate", .. settings], Cancelled)).Succeeded();
        await using var web = await RegistryProcess.StartAsync(["web", "--urls=http://127.0.0.1:0", .. settings]);
        await using var worker = await RegistryProcess.StartAsync(["worker", .. settings]);

        await ExecuteAsync(database, "INSERT INTO background_jobs (queue, kind, arguments, state) VALUES ('strange', 'strange', '{}', 'dead')");
        await Wait.UntilAsync(() => hook.Taken.Count > 0, null, "the page");
        await MoreRunsAsync(database);
        await ExecuteAsync(database, "DELETE FROM background_jobs WHERE queue = 'strange'");
        await Wait.UntilAsync(() => hook.Taken.Count > 1, null, "the end of it");
        await MoreRunsAsync(database);

        Assert.Equal(["incident.opened", "incident.resolved"], hook.Taken.Select(body => body["type"]!.GetValue<string>()));
        Assert.Equal(0, await web.StopAsync());
        Assert.Equal(0, await worker.StopAsync());
    }

    private static async Task MoreRunsAsync(NpgsqlDataSource database)
    {
        var before = (long)(await ExecuteAsync(database, Runs))!;
        await Wait.UntilAsync(async () => (long)(await ExecuteAsync(database, Runs))! >= before + 3, null, "three more runs");
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
