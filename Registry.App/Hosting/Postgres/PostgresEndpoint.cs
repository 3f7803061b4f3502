using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Registry.App.Hosting.Postgres;

/// <summary>Where the server listens: on a socket in the home, or, with a port, on 127.0.0.1.</summary>
internal sealed record PostgresEndpoint(PostgresHome Home, int? TcpPort)
{
    // Of the socket's file name only.
    private const int SocketPort = 5432;

    // The kernel's limit on a socket's path, in bytes.
    private static readonly int LongestSocketPath = OperatingSystem.IsLinux() ? 107 : 103;

    /// <summary>The socket, unless the path of the home cannot be one.</summary>
    /// <param name="home">The home.</param>
    /// <param name="lastPort">The port of the server that ran before, which other processes may still expect it at.</param>
    public static PostgresEndpoint Choose(PostgresHome home, int? lastPort) =>
        CanBeSocket(home) ? new PostgresEndpoint(home, TcpPort: null) : new PostgresEndpoint(home, FreePort(lastPort));

    /// <summary>Where a running server listens; null while it does not yet.</summary>
    public static PostgresEndpoint? Of(PostgresHome home, PostmasterFile file) =>
        file.Port is null ? null : new PostgresEndpoint(home, file.ListensOnSocket ? null : file.Port);

    /// <summary>The settings that make the server listen here and nowhere else.</summary>
    public IEnumerable<string> ServerArguments(string homePath) => TcpPort is { } port
        ? ["-c", "listen_addresses=127.0.0.1", "-c", $"port={port}", "-c", "unix_socket_directories="]
        :
        [
            "-c", "listen_addresses=", "-c", $"port={SocketPort}", "-c", "unix_socket_permissions=0700",
            "-c", $"unix_socket_directories={Path.Combine(homePath, PostgresHome.SocketName)}",
        ];

    public NpgsqlConnectionStringBuilder ConnectionString(string database, string password) => new()
    {
        Host = TcpPort is null ? Home.SocketDirectory : IPAddress.Loopback.ToString(),
        Port = TcpPort ?? SocketPort,
        Database = database,
        Username = PostgresCluster.User,
        Password = password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    };

    // A list separator or a quote in the path would be taken apart by the server or by Npgsql.
    private static bool CanBeSocket(PostgresHome home) =>
        System.Text.Encoding.UTF8.GetByteCount(Path.Combine(home.SocketDirectory, $".s.PGSQL.{SocketPort}")) <= LongestSocketPath
        && home.SocketDirectory.AsSpan().IndexOfAny(",:\"'\\") < 0;

    private static int FreePort(int? preferred)
    {
        try
        {
            return Bind(preferred ?? 0);
        }
        catch (SocketException) when (preferred is not null)
        {
            return Bind(0);
        }
    }

    private static int Bind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
