using System.Net.Sockets;
using System.Text;

namespace Registry.Jobs.Queue.FaultTests.Rig;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class ProxiedConnection(Socket client, Socket server, Func<TimeSpan> delay) : IDisposable
{
    private const int LargestRead = 64 * 1024;

    private volatile bool _swallowsFromClient;
    private volatile bool _swallowsFromServer;

    /// <summary>What the client calls itself in its first message.</summary>
    public string Application { get; private set; } = "";

    public void Swallow(bool fromServerOnly)
    {
        _swallowsFromServer = true;
        _swallowsFromClient = !fromServerOnly;
    }

    /// <summary>Until one side ends.</summary>
    public async Task RunAsync()
    {
        client.NoDelay = true;
        var fromServer = ForwardAsync(server, client, () => _swallowsFromServer, _ => { });
        var fromClient = ForwardAsync(client, server, () => _swallowsFromClient, ReadName);
        await Task.WhenAny(fromServer, fromClient);

        // That the other side has gone does not arrive either.
        if (_swallowsFromClient)
            await fromServer;
        if (_swallowsFromServer)
            await fromClient;
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    private async Task ForwardAsync(Socket from, Socket to, Func<bool> swallows, Action<ReadOnlySpan<byte>> look)
    {
        var buffer = new byte[LargestRead];
        while (await from.ReceiveAsync(buffer) is var count and > 0)
        {
            look(buffer.AsSpan(0, count));
            if (delay() is { Ticks: > 0 } later)
                await Task.Delay(later);
            if (!swallows())
                await to.SendAsync(buffer.AsMemory(0, count));
        }
    }

    private void ReadName(ReadOnlySpan<byte> message)
    {
        const string Parameter = "application_name\0";
        if (Application.Length > 0)
            return;
        var text = Encoding.UTF8.GetString(message);
        var at = text.IndexOf(Parameter, StringComparison.Ordinal);
        if (at >= 0)
            Application = text[(at + Parameter.Length)..].Split('\0')[0];
    }
}
