using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Registry.Testing;

/// <summary>A mail server that speaks as much of SMTP as it takes to hand over a mail, with AUTH PLAIN.</summary>
internal sealed class SmtpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedMail> _mails = [];
    private readonly Task _accepting;

    public SmtpReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What it answers to the end of a mail.</summary>
    public string Verdict { get; set; } = "250 taken";

    /// <summary>What it answers to a recipient.</summary>
    public string RecipientVerdict { get; set; } = "250 ok";

    /// <summary>How many recipients it was asked to take.</summary>
    public int Recipients { get; private set; }

    /// <summary>The one account; null to let everybody in.</summary>
    public (string User, string Password)? Account { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var held = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await ServeAsync(reader, writer);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task ServeAsync(StreamReader reader, StreamWriter writer)
    {
        var (from, to, user) = ("", new List<string>(), (string?)null);
        await writer.WriteLineAsync("220 test");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME");
                    break;
                case "AUTH":
                    var parts = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Split('\0');
                    user = Account is null || Account == (parts[1], parts[2]) ? parts[1] : null;
                    await writer.WriteLineAsync(user is null ? $"535 wrong password {parts[2]}" : "235 welcome");
                    break;
                case "MAIL":
                    from = line;
                    await writer.WriteLineAsync(Account is not null && user is null ? "530 who are you?" : "250 ok");
                    break;
                case "RCPT":
                    to.Add(line);
                    Recipients++;
                    await writer.WriteLineAsync(RecipientVerdict);
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    var mail = new ReceivedMail(from, [.. to], await BodyAsync(reader), user);
                    if (Verdict.StartsWith('2'))
                        _mails.Enqueue(mail);
                    await writer.WriteLineAsync(Verdict);
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }

    private async Task<string> BodyAsync(StreamReader reader)
    {
        var body = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            body.AppendLine(line.StartsWith('.') ? line[1..] : line);
        return body.ToString();
    }
}

internal sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Data, string? User);
