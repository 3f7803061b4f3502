using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;

namespace Registry.Hosting.Tests.Postgres;

public sealed class PrivacyTests : EmbeddedPostgresTest
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData(null)]
    [InlineData("not the password")]
    public async Task Without_the_password_there_is_no_way_in(string? password)
    {
        await using var postgres = await StartAsync();
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = password, Pooling = false };

        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        var exception = await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync(Cancelled));

        Assert.True(exception is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } || password is null, exception.Message);
        Assert.Contains("password", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Only_the_owner_reads_the_password()
    {
        await using var postgres = await StartAsync();

        Assert.Equal(OnlyOwner, File.GetUnixFileMode(Home.PasswordFile));
        Assert.Equal(OnlyOwner | UnixFileMode.UserExecute, File.GetUnixFileMode(Home.Path));
        Assert.True(new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Password!.Length >= 32);
    }

    [Fact]
    public async Task It_listens_on_a_socket_and_no_setting_opens_it_to_the_network()
    {
        await using (var postgres = await StartAsync())
        {
            await ExecuteAsync(postgres.ConnectionString, "ALTER SYSTEM SET listen_addresses = '*'");
        }

        await using var restarted = await StartAsync();

        Assert.Equal(Home.SocketDirectory, new NpgsqlConnectionStringBuilder(restarted.ConnectionString).Host);
        Assert.Equal("", await QueryAsync<string>(restarted.ConnectionString, "SHOW listen_addresses"));
    }

    [Fact]
    public async Task Where_a_socket_cannot_be_it_listens_on_127_0_0_1_only()
    {
        var directory = Path.Combine(DataDirectory, new string('x', 100));
        await using var postgres = await EmbeddedPostgres.StartAsync(
            directory, NullLogger.Instance, TimeProvider.System, Cancelled);

        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        Assert.Equal("127.0.0.1", settings.Host);
        Assert.Equal(1, await QueryAsync<int>(postgres.ConnectionString, "SELECT 1"));
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        Assert.Equal([IPAddress.Loopback], listeners.Where(listener => listener.Port == settings.Port).Select(listener => listener.Address));
    }

    [Fact]
    public async Task The_server_never_runs_as_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root has to lend another account");
        await using var postgres = await StartAsync();

        var owner = await Command.RunAsync("stat", ["-c", "%U", $"/proc/{ServerProcess()}", Home.Cluster], Cancelled);

        Assert.DoesNotContain("root", owner.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_above_that_is_closed_to_the_server_does_not_matter()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root lends another account");
        Directory.CreateDirectory(DataDirectory, OnlyOwner | UnixFileMode.UserExecute);

        await using (var postgres = await StartAsync())
        {
            await ExecuteAsync(postgres.ConnectionString, "CREATE TABLE kept (word text)");
        }

        await using var again = await StartAsync();
        Assert.Equal(0, await QueryAsync<long>(again.ConnectionString, "SELECT count(*) FROM kept"));
        Assert.Equal(OnlyOwner | UnixFileMode.UserExecute, File.GetUnixFileMode(DataDirectory));
    }
}
