using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Registry.App.Hosting.Postgres;
using Registry.Testing;

namespace Registry.Benchmarks.Pages;

/// <summary>The registry whose pages are measured, on a PostgreSQL that knows when each transaction was committed.</summary>
internal sealed class PagesRegistry : IAsyncDisposable
{
    private static readonly EmbeddedPostgresOptions Postgres = new()
    {
        Settings = new Dictionary<string, string> { ["track_commit_timestamp"] = "on" },
    };

    private readonly TemporaryDirectory _directory = new();
    private EmbeddedPostgres? _postgres;
    private NpgsqlDataSource? _database;
    private Process? _node;
    private string _token = "";

    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 100 });

    public Uri Url => Http.BaseAddress!;

    /// <summary>How long its process has been computing.</summary>
    public TimeSpan Computed
    {
        get
        {
            _node!.Refresh();
            return _node.TotalProcessorTime;
        }
    }

    public static async Task<PagesRegistry> StartAsync(CancellationToken cancellationToken)
    {
        var registry = new PagesRegistry();
        try
        {
            await registry.BeginAsync(cancellationToken);
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bytes of managed heap after a full collection.</summary>
    public async Task<long> HeapAsync(CancellationToken cancellationToken)
    {
        await _node!.StandardInput.WriteLineAsync(PagesNode.Heap.AsMemory(), cancellationToken);
        await _node.StandardInput.FlushAsync(cancellationToken);
        return long.Parse(await AnswerAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <returns>The page of the change.</returns>
    public async Task<Uri> PublishAsync(string name, JsonObject? metadata, CancellationToken cancellationToken)
    {
        using var response = await Http.PublishAsync(_token, CrateUpload.Body(name, "0.1.0", metadata), cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(answer);
        var said = JsonNode.Parse(answer)!["warnings"]!["other"]![0]!.GetValue<string>();
        return new Uri(said[said.LastIndexOf("http", StringComparison.Ordinal)..]);
    }

    public Task UntilDoneAsync(string name, CancellationToken cancellationToken) =>
        Http.GetChangeAsync($"/api/v1/crates/{name}/0.1.0/status?wait=done&timeout=120", cancellationToken);

    /// <summary>What is published waits from now on.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => ExecuteAsync(
        "INSERT INTO background_job_pauses (queue, paused_by, reason) VALUES ('sparse', 'bench', 'pages are opened first')", cancellationToken);

    public Task LetGoAsync(CancellationToken cancellationToken) => ExecuteAsync("DELETE FROM background_job_pauses", cancellationToken);

    /// <summary>When the transaction was committed that made a crate's version usable.</summary>
    public async Task<DateTimeOffset> CommittedAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = _database!.CreateCommand("SELECT pg_xact_commit_timestamp(xmin) FROM sparse_files WHERE path LIKE '%/' || $1");
        command.Parameters.Add(new() { Value = name });
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_node is not null)
        {
            _node.StandardInput.Close();
            if (!_node.WaitForExit(TimeSpan.FromMinutes(1)))
                _node.Kill(entireProcessTree: true);
            _node.Dispose();
        }

        if (_database is not null)
            await _database.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _directory.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _postgres = await EmbeddedPostgres.StartAsync(_directory.Path, Postgres, NullLogger.Instance, TimeProvider.System, cancellationToken);
        _database = NpgsqlDataSource.Create(_postgres.ConnectionString);
        var start = new ProcessStartInfo("dotnet", [typeof(PagesNode).Assembly.Location, PagesNode.Verb, _postgres.ConnectionString, _directory.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // As the executable has it.
        start.Environment["DOTNET_gcServer"] = "1";
        _node = Process.Start(start)!;
        Http.BaseAddress = new Uri(await AnswerAsync(cancellationToken));
        string[] settings = [$"--ConnectionStrings:Registry={_postgres.ConnectionString}", $"--Registry:DataDirectory={_directory.Path}"];
        (await RegistryExecutable.RunAsync(["user", "add", "ada", .. settings], cancellationToken)).Succeeded();
        string[] create = ["token", "create", "--user", "ada", "--name", "bench", .. settings];
        _token = (await RegistryExecutable.RunAsync(create, cancellationToken)).Succeeded().Output.Trim();
    }

    private async Task<string> AnswerAsync(CancellationToken cancellationToken)
    {
        while (await _node!.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(PagesNode.Answer, StringComparison.Ordinal))
                return line[PagesNode.Answer.Length..];
            await Console.Error.WriteLineAsync(line);
        }

        throw new InvalidOperationException("The registry has ended.");
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
