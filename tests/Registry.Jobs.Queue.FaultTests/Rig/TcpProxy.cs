using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>A network between workers and their server, with the faults of networks. Connections are told apart by their application name.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly ConcurrentDictionary<ProxiedConnection, bool> _connections = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;

    public TcpProxy(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The same database by way of the proxy.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Host = IPAddress.Loopback.ToString(),
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    }.ConnectionString;

    /// <summary>How much later everything arrives, either way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The connections that are open now go on, but nothing that is sent over them arrives any more.</summary>
    /// <param name="application">How their application names begin.</param>
    /// <param name="fromServerOnly">What is sent to the server still arrives.</param>
    public int Swallow(string application, bool fromServerOnly = false) =>
        ForEach(application, connection => connection.Swallow(fromServerOnly));

    /// <summary>Closes connections on both sides.</summary>
    public int Cut(string application) => ForEach(application, connection => connection.Dispose());

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        Cut("");
        await _accepting;
        _closing.Dispose();
    }

    private int ForEach(string application, Action<ProxiedConnection> act)
    {
        var chosen = _connections.Keys
            .Where(connection => connection.Application.StartsWith(application, StringComparison.Ordinal)).ToList();
        chosen.ForEach(act);
        return chosen.Count;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_closing.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            return;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(_server.Host![0] == '/' ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified);
        using var connection = new ProxiedConnection(client, server, () => Delay);
        _connections.TryAdd(connection, true);
        try
        {
            await server.ConnectAsync(
                _server.Host[0] == '/'
                    ? new UnixDomainSocketEndPoint($"{_server.Host}/.s.PGSQL.{_server.Port}")
                    : new IPEndPoint(IPAddress.Loopback, _server.Port));
            await connection.RunAsync();
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // Either side is gone, and then so is the other.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }
}
