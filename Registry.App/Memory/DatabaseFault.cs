using System.Net.Sockets;
using Npgsql;

namespace Registry.App.Memory;

/// <summary>What it looks like when the database does not answer, or not in time.</summary>
internal static class DatabaseFault
{
    public static bool Is(Exception exception) =>
        exception is NpgsqlException or TimeoutException or SocketException or IOException or OperationCanceledException;
}
