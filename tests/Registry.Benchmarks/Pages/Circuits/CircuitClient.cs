using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Registry.Benchmarks.Pages.Circuits;

/// <summary>
/// A page that is open in a browser without a window: it fetches the page, opens the circuit, and acknowledges what it is told to draw. Instead
/// of drawing it looks for a word.
/// </summary>
internal sealed class CircuitClient : IAsyncDisposable
{
    private static readonly byte[] Handshake = [.. "{\"protocol\":\"blazorpack\",\"version\":1}"u8, 0x1e];
    private static readonly byte[] Ping = new PackWriter().Array(1).Number(6).Framed();

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string?>> _asked = [];
    private readonly TaskCompletionSource _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DateTimeOffset> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _word;
    private Task _reading = Task.CompletedTask;

    private CircuitClient(string word)
    {
        _word = Encoding.UTF8.GetBytes(word);
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>When it was first told to draw the word.</summary>
    public Task<DateTimeOffset> Seen => _seen.Task;

    public static async Task<CircuitClient> OpenAsync(HttpClient http, Uri page, string word, CancellationToken cancellationToken)
    {
        var markers = PageMarkers.Of(await http.GetStringAsync(page, cancellationToken));
        var client = new CircuitClient(word);
        await client._socket.ConnectAsync(new UriBuilder(page) { Scheme = "ws", Path = "_blazor" }.Uri, cancellationToken);
        await client.SendAsync(Handshake);
        var answer = new byte[64];
        await client._socket.ReceiveAsync(answer, cancellationToken);
        client._reading = client.ReadAsync();
        var home = new Uri(page, "/").AbsoluteUri;
        var circuit = await client.AskAsync(PackWriter.Call("0", "StartCircuit", 4).Text(home).Text(page.AbsoluteUri).Text("[]").Text(markers.State), "0", cancellationToken);
        if (string.IsNullOrEmpty(circuit))
            throw new InvalidOperationException("The circuit was refused.");
        await client.SendAsync(PackWriter.Call(null, "UpdateRootComponents", 2).Text(markers.Operations).Text(markers.State).Array(0).Framed());
        await client._drawn.Task.WaitAsync(cancellationToken);
        return client;
    }

    /// <summary>A browser does so every fifteen seconds.</summary>
    public Task PingAsync() => SendAsync(Ping);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task<string?> AskAsync(PackWriter call, string id, CancellationToken cancellationToken)
    {
        var answered = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(call.Array(0).Framed());
        return await answered.Task.WaitAsync(cancellationToken);
    }

    private async Task SendAsync(byte[] message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        var filled = 0;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    throw new WebSocketException("The server has closed the circuit.");
                filled += received.Count;
                var taken = 0;
                while (TryFrame(buffer.AsSpan(taken, filled - taken), out var start, out var length))
                {
                    if (Take(buffer.AsSpan(taken + start, length)) is { } reply)
                        await SendAsync(reply);
                    taken += start + length;
                }

                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
                if (filled == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            _seen.TrySetException(fault);
            _drawn.TrySetException(fault);
            foreach (var asked in _asked.Values)
                asked.TrySetException(fault);
            _ = (_seen.Task.Exception, _drawn.Task.Exception);
        }
    }

    private static bool TryFrame(ReadOnlySpan<byte> bytes, out int start, out int length)
    {
        (start, length) = (0, 0);
        for (var shift = 0; start < bytes.Length; shift += 7)
        {
            length |= (bytes[start] & 0x7f) << shift;
            if ((bytes[start++] & 0x80) == 0)
                return bytes.Length >= start + length;
        }

        return false;
    }

    /// <returns>What is to be answered.</returns>
    private byte[]? Take(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        reader.Array();
        switch (reader.Number())
        {
            case 1:
                reader.EmptyMap();
                reader.Text();
                var target = reader.Text();
                reader.Array();
                return target switch
                {
                    "JS.RenderBatch" => Draw(reader.Number(), reader.Bytes()),
                    "JS.EndUpdateRootComponents" => Begin(),
                    "JS.BeginInvokeJS" => Run(reader.Number()),
                    "JS.Error" => throw new WebSocketException($"The circuit has failed: {reader.Text()}"),
                    _ => null,
                };
            case 3:
                reader.EmptyMap();
                var id = reader.Text()!;
                var kind = reader.Number();
                if (kind == 1)
                    throw new WebSocketException($"The server refuses: {reader.Text()}");
                if (_asked.TryRemove(id, out var asked))
                    asked.TrySetResult(kind == 2 ? null : reader.Text());
                return null;
            case 7:
                throw new WebSocketException("The server has ended the connection.");
            default:
                return null;
        }
    }

    private byte[] Draw(long batch, ReadOnlySpan<byte> drawing)
    {
        if (drawing.IndexOf(_word) >= 0)
            _seen.TrySetResult(TimeProvider.System.GetUtcNow());
        return PackWriter.Call(null, "OnRenderCompleted", 2).Number(batch).Nil().Array(0).Framed();
    }

    private byte[]? Begin()
    {
        _drawn.TrySetResult();
        return null;
    }

    /// <summary>Nothing is run; whoever waits for it is told that it was.</summary>
    private static byte[]? Run(long call) => call == 0 ? null
        : PackWriter.Call(null, "EndInvokeJSFromDotNet", 3).Number(call).Flag(true)
            .Text(string.Create(CultureInfo.InvariantCulture, $"[{call},true,null]")).Array(0).Framed();
}
