using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Registry.Api.Tests;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record RawAnswer(int Status, string Headers, string Body)
{
    /// <summary>The detail of an error in the shape that cargo prints; null when the body has any other shape.</summary>
    public string? Detail()
    {
        try
        {
            return Headers.Contains("content-type: application/json", StringComparison.OrdinalIgnoreCase)
                ? (string?)JsonNode.Parse(Body)?["errors"]?[0]?["detail"]
                : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}

/// <summary>Sends bytes that no client library would send.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="url">Where the registry listens.</param>
    /// <param name="head">Request line and headers, with line feeds between them; <c>Host</c> and <c>Connection: close</c> are added.</param>
    /// <param name="body">What follows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RawAnswer> SendAsync(Uri url, string head, byte[] body, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port, patience.Token);
        await using var stream = client.GetStream();
        var lines = string.Join("\r\n", head.Split('\n'));
        var sent = Encoding.Latin1.GetBytes($"{lines}\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n");
        try
        {
            await stream.WriteAsync(sent, patience.Token);
            await stream.WriteAsync(body, patience.Token);
        }
        catch (IOException)
        {
            // It has refused before it has read all; what it said is still to be read.
        }

        return Parse(await ReadAsync(stream, patience.Token));
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, cancellationToken);
        }
        catch (IOException)
        {
            // The connection was reset after the answer.
        }

        return Encoding.UTF8.GetString(received.ToArray());
    }

    private static RawAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidOperationException($"That is no answer: `{text}`");
        var headers = text[..end];
        var body = text[(end + 4)..];
        if (headers.Contains("transfer-encoding: chunked", StringComparison.OrdinalIgnoreCase))
            body = Unchunk(body);
        return new RawAnswer(int.Parse(headers.Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>Sizes are counted in bytes, and all that the registry says in errors of these tests may hold other characters.</summary>
    private static string Unchunk(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body).AsSpan();
        var whole = new List<byte>();
        while (true)
        {
            var line = bytes.IndexOf("\r\n"u8);
            var size = int.Parse(Encoding.ASCII.GetString(bytes[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                return Encoding.UTF8.GetString([.. whole]);
            whole.AddRange(bytes.Slice(line + 2, size));
            bytes = bytes[(line + 2 + size + 2)..];
        }
    }
}
