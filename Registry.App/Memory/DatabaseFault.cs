using System.Net.Sockets;
using Npgsql;

namespace Registry.App.Memory;

/// <summary>What it looks like when the database does not answer, or not in time.</summary>
internal static class DatabaseFault
{
    /// <summary>Entity Framework wraps what may be over in a moment.</summary>
    public static bool Is(Exception exception) =>
        exception is NpgsqlException or TimeoutException or SocketException or IOException or OperationCanceledException
            or InvalidOperationException { InnerException: NpgsqlException };
}
