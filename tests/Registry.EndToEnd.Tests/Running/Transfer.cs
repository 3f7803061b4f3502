using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Registry.EndToEnd.Tests.Running;

/// <summary>What a page has fetched, as many bytes as came over the wire: headers, and bodies as compressed as they were sent.</summary>
internal sealed class Transfer : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private readonly ConcurrentDictionary<string, TransferredFile> _files = [];

    private Transfer(ICDPSession session) => _session = session;

    public IReadOnlyCollection<TransferredFile> Files => [.. _files.Values];

    public double Bytes => _files.Values.Sum(file => file.Bytes);

    /// <summary>Counts from now on.</summary>
    public static async Task<Transfer> OfAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        var transfer = new Transfer(session);
        session.Event("Network.responseReceived").OnEvent += (_, told) => transfer.Begin(told!.Value);
        session.Event("Network.loadingFinished").OnEvent += (_, told) => transfer.End(told!.Value);
        await session.SendAsync("Network.enable");
        return transfer;
    }

    public override string ToString() =>
        string.Join('\n', _files.Values.OrderByDescending(file => file.Bytes).Select(file => $"{file.Bytes,7} {file.Encoding,4} {file.Url}"));

    public async ValueTask DisposeAsync() => await _session.DetachAsync();

    private void Begin(JsonElement told)
    {
        var response = told.GetProperty("response");
        _files[told.GetProperty("requestId").GetString()!] = new TransferredFile(
            response.GetProperty("url").GetString()!, Header(response, "content-encoding"), Header(response, "cache-control"), 0);
    }

    private void End(JsonElement told)
    {
        var id = told.GetProperty("requestId").GetString()!;
        if (_files.TryGetValue(id, out var file))
            _files[id] = file with { Bytes = told.GetProperty("encodedDataLength").GetDouble() };
    }

    private static string Header(JsonElement response, string name) =>
        response.GetProperty("headers").EnumerateObject().FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is
        { Value.ValueKind: JsonValueKind.String } found
            ? found.Value.GetString()!
            : "";
}

/// <param name="Url">What was fetched.</param>
/// <param name="Encoding">How it was compressed.</param>
/// <param name="Cached">What was said about keeping it.</param>
/// <param name="Bytes">How many came over the wire.</param>
internal sealed record TransferredFile(string Url, string Encoding, string Cached, double Bytes);
