using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Testing;

namespace Registry.Hosting.Tests.Postgres;

public sealed class StartTests : EmbeddedPostgresTest
{
    [Fact]
    public async Task A_fresh_start_gives_an_empty_database_with_safe_settings()
    {
        await using var postgres = await StartAsync();

        Assert.Equal("registry", await QueryAsync<string>(postgres.ConnectionString, "SELECT current_database()"));
        Assert.Equal("registry", await QueryAsync<string>(postgres.ConnectionString, "SELECT current_user"));
        Assert.Equal("UTF8", await QueryAsync<string>(postgres.ConnectionString, "SHOW server_encoding"));
        Assert.Equal("on", await QueryAsync<string>(postgres.ConnectionString, "SHOW fsync"));
        Assert.Equal("on", await QueryAsync<string>(postgres.ConnectionString, "SHOW data_checksums"));
        Assert.Equal("200", await QueryAsync<string>(postgres.ConnectionString, "SHOW max_connections"));
    }

    [Fact]
    public async Task A_second_start_keeps_the_data()
    {
        await using (var first = await StartAsync())
        {
            await ExecuteAsync(first.ConnectionString, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')");
        }

        await using var second = await StartAsync();

        Assert.Equal("still here", await QueryAsync<string>(second.ConnectionString, "SELECT word FROM kept"));
    }

    [Fact]
    public async Task Stopping_is_clean()
    {
        var postgres = await StartAsync();
        var server = ServerProcess();
        await using (var busy = new NpgsqlConnection(postgres.ConnectionString))
        {
            await busy.OpenAsync(Cancelled);

            await postgres.DisposeAsync();
        }

        Assert.False(File.Exists(Home.PostmasterFile));
        Assert.False(Libc.CanSignal(server));
        var binaries = await PostgresBinaries.FindAsync(directories: null, neededVersion: null, Cancelled);
        var installed = File.ResolveLinkTarget(binaries.Postgres, returnFinalTarget: true)?.FullName ?? binaries.Postgres;
        var control = await Command.RunAsync(Path.Combine(Path.GetDirectoryName(installed)!, "pg_controldata"), [Home.Cluster], Cancelled);
        Assert.Matches(@"state: +shut down\n", control.Output);
    }

    [Fact]
    public async Task A_relative_data_directory_is_below_the_current_one()
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, DataDirectory);
        await using var postgres = await EmbeddedPostgres.StartAsync(
            relative, NullLogger.Instance, TimeProvider.System, Cancelled);

        Assert.True(File.Exists(Home.ClusterVersionFile));
    }

    [Fact]
    public async Task A_process_killed_while_it_makes_the_cluster_leaves_nothing_in_the_way()
    {
        await using (var other = OtherProcess.Begin(DataDirectory))
        {
            await Wait.UntilAsync(
                () => Directory.Exists(Home.Path) && Directory.EnumerateDirectories(Home.Path, "unfinished-*").Any(),
                timeout: null,
                "initdb to begin");
            await other.KillAsync();
        }

        Assert.False(Directory.Exists(Home.Cluster));

        await using (var postgres = await StartAsync())
        {
            Assert.Equal(1, await QueryAsync<int>(postgres.ConnectionString, "SELECT 1"));
        }
    }

    [Fact]
    public async Task A_server_that_refuses_to_start_is_quoted()
    {
        var broken = new EmbeddedPostgresOptions { Settings = new Dictionary<string, string> { ["shared_buffers"] = "plenty" } };

        var clock = Stopwatch.StartNew();
        var exception = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(broken));

        Assert.Contains("invalid value for parameter \"shared_buffers\": \"plenty\"", exception.Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), "a setting that is wrong does not get better by waiting");
    }

    [Fact]
    public async Task Without_binaries_one_error_says_what_to_install()
    {
        var options = new EmbeddedPostgresOptions { BinaryDirectories = [DataDirectory] };

        var exception = await Assert.ThrowsAsync<PostgresNotFoundException>(() => StartAsync(options));

        Assert.Contains("apt-get install postgresql", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:Registry", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task A_cluster_of_a_version_that_is_not_installed_names_the_version()
    {
        Directory.CreateDirectory(Home.Cluster);
        await File.WriteAllTextAsync(Home.ClusterVersionFile, "7\n", Cancelled);

        var exception = await Assert.ThrowsAsync<PostgresNotFoundException>(() => StartAsync());

        Assert.Contains("needs PostgreSQL 7,", exception.Message, StringComparison.Ordinal);
    }
}
