using Registry.App.Hosting.Postgres;
using Registry.Testing;

namespace Registry.Hosting.Tests.Postgres;

public sealed class SharingTests : EmbeddedPostgresTest
{
    [Fact]
    public async Task Two_processes_share_the_server_and_the_last_one_to_leave_stops_it()
    {
        await using var other = await OtherProcess.StartAsync(DataDirectory);
        var server = ServerProcess();
        var postgres = await StartAsync();
        Assert.Equal(server, ServerProcess());

        await other.LeaveAsync();
        Assert.Equal(1, await QueryAsync<int>(postgres.ConnectionString, "SELECT 1"));
        Assert.Equal(server, ServerProcess());

        await postgres.DisposeAsync();
        Assert.False(File.Exists(Home.PostmasterFile));
    }

    [Fact]
    public async Task The_process_that_started_it_may_leave_last()
    {
        await using var other = await OtherProcess.StartAsync(DataDirectory);
        var server = ServerProcess();

        await using (var guest = await StartAsync())
        {
            Assert.Equal(1, await QueryAsync<int>(guest.ConnectionString, "SELECT 1"));
        }

        Assert.Equal(server, ServerProcess());
        await other.LeaveAsync();
        Assert.False(File.Exists(Home.PostmasterFile));
    }

    [Fact]
    public async Task Processes_that_start_at_once_make_one_cluster_and_one_server()
    {
        await using var first = OtherProcess.Begin(DataDirectory);
        await using var second = OtherProcess.Begin(DataDirectory);
        await using var here = await StartAsync();

        var connectionStrings = await Task.WhenAll(first.ReadConnectionStringAsync(), second.ReadConnectionStringAsync());

        Assert.All(connectionStrings, connectionString => Assert.Equal(here.ConnectionString, connectionString));
        await Task.WhenAll(first.LeaveAsync(), second.LeaveAsync());
        Assert.Equal(1, await QueryAsync<int>(here.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_left_by_a_killed_process_is_adopted_and_stopped_at_the_end()
    {
        int server;
        await using (var other = await OtherProcess.StartAsync(DataDirectory))
        {
            server = ServerProcess();
            await other.KillAsync();
        }

        await using (var heir = await StartAsync())
        {
            Assert.Equal(server, ServerProcess());
            Assert.Equal(1, await QueryAsync<int>(heir.ConnectionString, "SELECT 1"));
        }

        Assert.False(File.Exists(Home.PostmasterFile));
        await Wait.UntilAsync(() => !Libc.CanSignal(server), timeout: null, "the server to be gone");
    }

    [Fact]
    public async Task Disposing_twice_is_once()
    {
        var postgres = await StartAsync();
        await postgres.DisposeAsync();

        await postgres.DisposeAsync();

        Assert.False(File.Exists(Home.PostmasterFile));
    }
}
