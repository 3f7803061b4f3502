using System.Runtime.InteropServices;

namespace Registry.App.Hosting.Postgres;

/// <summary>What .NET does not offer of the C library.</summary>
internal static partial class Libc
{
    private const int SigInt = 2;

    /// <summary>There is such a process, and this one may signal it.</summary>
    public static bool CanSignal(int processId) => Kill(processId, 0) == 0;

    /// <summary>Asks a PostgreSQL server for a fast shutdown: clients are disconnected, everything is written.</summary>
    public static void Interrupt(int processId) => _ = Kill(processId, SigInt);

    /// <summary>Opens a folder for reading, so that child processes inherit it. Negative on failure.</summary>
    public static int OpenInheritable(string path) => Open(path, 0);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
