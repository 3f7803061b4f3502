using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Testing;

namespace Registry.Hosting.Tests.Postgres;

public sealed class CrashTests : EmbeddedPostgresTest
{
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task After_the_server_and_its_owner_were_killed_the_next_start_recovers()
    {
        await using var other = OtherProcess.Begin(DataDirectory);
        var connectionString = await other.ReadConnectionStringAsync();
        await ExecuteAsync(connectionString, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')");

        // Connections keep processes of the old server alive for a moment.
        await using var busy = new NpgsqlConnection(connectionString);
        await busy.OpenAsync(Cancelled);
        await other.KillAsync();
        KillServer();
        var clock = Stopwatch.StartNew();

        await using var postgres = await StartAsync();

        Assert.True(clock.Elapsed < RestartTime, $"the start took {clock.Elapsed}");
        Assert.Equal("still here", await QueryAsync<string>(postgres.ConnectionString, "SELECT word FROM kept"));
    }

    [Fact]
    public async Task A_server_that_dies_in_use_is_started_again_at_the_same_place()
    {
        await using var postgres = await StartAsync();
        var server = ServerProcess();

        KillServer();

        await Wait.UntilAsync(
            async () => await QueryAsync<int>(postgres.ConnectionString, "SELECT 1") == 1 && ServerProcess() != server,
            RestartTime,
            "the server to be back");
    }

    [Fact]
    public async Task A_server_on_a_port_comes_back_on_that_port()
    {
        var directory = Path.Combine(DataDirectory, new string('x', 100));
        await using var postgres = await EmbeddedPostgres.StartAsync(
            directory, NullLogger.Instance, TimeProvider.System, Cancelled);
        var file = Path.Combine(directory, "postgres", "cluster", "postmaster.pid");
        var server = PostmasterFile.Read(file)!.ProcessId;

        Kill(server);

        await Wait.UntilAsync(
            async () => PostmasterFile.Read(file)?.ProcessId != server && await QueryAsync<int>(postgres.ConnectionString, "SELECT 1") == 1,
            RestartTime,
            "the server to be back");
    }

    [Fact]
    public async Task A_stale_file_that_names_another_running_process_is_not_in_the_way()
    {
        int server;
        await using (await StartAsync())
        {
            server = ServerProcess();
        }

        // As after a reboot: the number of the old server belongs to some other process of the same user.
        using var stranger = Process.Start(Stranger())!;
        var left = $"{stranger.Id}\n{Home.Cluster}\n1\n5432\n{Home.SocketDirectory}\n\n        1        1\nready   \n";
        await File.WriteAllTextAsync(Home.PostmasterFile, left, Cancelled);
        await File.WriteAllTextAsync(Path.Combine(Home.SocketDirectory, ".s.PGSQL.5432.lock"), $"{stranger.Id}\n", Cancelled);
        try
        {
            await using var postgres = await StartAsync();

            Assert.NotEqual(server, ServerProcess());
            Assert.Equal(1, await QueryAsync<int>(postgres.ConnectionString, "SELECT 1"));
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task An_empty_file_left_by_a_power_failure_is_not_in_the_way()
    {
        await using (await StartAsync())
        {
        }

        await File.WriteAllTextAsync(Home.PostmasterFile, "", Cancelled);

        await using var postgres = await StartAsync();

        Assert.Equal(1, await QueryAsync<int>(postgres.ConnectionString, "SELECT 1"));
    }

    private static ProcessStartInfo Stranger()
    {
        var startInfo = new ProcessStartInfo("sleep", ["600"]);
        if (Environment.IsPrivilegedProcess)
        {
            startInfo.UserName = "postgres";
        }

        return startInfo;
    }

    private void KillServer() => Kill(ServerProcess());

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
