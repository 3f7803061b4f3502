using System.Globalization;

namespace Registry.App.Hosting.Postgres;

/// <summary>What a PostgreSQL server writes about itself into <c>postmaster.pid</c>.</summary>
internal sealed record PostmasterFile(int ProcessId, int? Port, bool ListensOnSocket, string Text)
{
    private const int PortLine = 3;
    private const int SocketLine = 4;

    /// <summary>Null when no server is running or was left behind.</summary>
    public static PostmasterFile? Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        var lines = text.Split('\n');
        return int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var processId) && processId > 1
            ? new PostmasterFile(processId, ReadPort(lines), lines.Length > SocketLine && lines[SocketLine].Length > 0, text)
            : null;
    }

    /// <summary>The server that wrote the file is running: not only some process that was given its number later.</summary>
    public bool IsRunning()
    {
        if (!Libc.CanSignal(ProcessId))
        {
            return false;
        }

        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        // A server works in its data directory, so through the process we see the same file if it is ours.
        try
        {
            return Identity(File.ReadAllText($"/proc/{ProcessId}/cwd/postmaster.pid")) == Identity(Text);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    // Process, data directory and start time: what does not change while the server runs.
    private static string Identity(string text) => string.Join('\n', text.Split('\n').Take(PortLine));

    private static int? ReadPort(string[] lines) =>
        lines.Length > PortLine && int.TryParse(lines[PortLine], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : null;
}
