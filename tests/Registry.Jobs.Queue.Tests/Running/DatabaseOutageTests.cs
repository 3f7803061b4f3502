using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.App.Hosting.Postgres;

namespace Registry.Jobs.Queue.Tests.Running;

/// <summary>A server of its own, to be taken down.</summary>
public sealed class DatabaseOutageTests(PostgresFixture postgres) : QueueTest(postgres)
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedPostgres? _server;

    [Fact]
    public async Task Workers_go_on_after_the_server_has_crashed_and_come_back()
    {
        var gate = new Gate();
        await StartWorkerAsync("worker", async (batch, cancellationToken) =>
        {
            await gate.PassAsync(cancellationToken);
            await Effects.WriteAsync(batch, cancellationToken);
        }, options => options.PollInterval = TimeSpan.FromHours(1));
        await EnqueueAsync(Kinds.Plain, "one");
        Client.Queue.Wake(Kinds.Plain);
        await Client.StartAsync();
        await gate.EnteredAsync();

        KillServer();
        gate.Open();
        await Wait.UntilAsync(NoJobIsThereAsync, timeout: null, "the interrupted job to be done");

        Assert.Equal(["one"], await EffectsAsync());
    }

    private protected override async Task<string> CreateDatabaseAsync()
    {
        // Where there is no PostgreSQL, this skips the test.
        await base.CreateDatabaseAsync();
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_101_101);
        _server = await EmbeddedPostgres.StartAsync(
            Path.Combine(_directory.Path, "data"), NullLogger.Instance, TimeProvider.System, Cancelled);
        return _server.ConnectionString;
    }

    private protected override async ValueTask CleanUpAsync()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>The test's own connections break, too.</summary>
    private async Task<bool> NoJobIsThereAsync()
    {
        try
        {
            return await CountJobsAsync() == 0;
        }
        catch (Npgsql.NpgsqlException)
        {
            return false;
        }
    }

    private void KillServer()
    {
        var home = new PostgresHome(Path.Combine(_directory.Path, "data", "postgres"));
        using var server = Process.GetProcessById(PostmasterFile.Read(home.PostmasterFile)!.ProcessId);
        server.Kill();
    }
}
