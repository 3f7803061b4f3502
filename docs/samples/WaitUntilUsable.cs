#:package Microsoft.AspNetCore.SignalR.Client@10.0.15
#:property PublishAot=false

// Waits until cargo can use what a change brought, as a build does between `cargo publish` and what depends on it:
//
//   dotnet run WaitUntilUsable.cs -- https://crates.example.com ID [SECONDS]
//
// ID is the last part of the address that cargo prints. Ends with 0 when it is usable, with 1 when that does not come within SECONDS
// (300 unless given), operators have stopped it or there is no such change, with 2 on wrong usage. A private registry takes a token, from
// REGISTRY_TOKEN.

using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR.Client;

if (args is not [var registry, var id, .. var rest] || !Uri.TryCreate(registry, UriKind.Absolute, out var address)
    || !int.TryParse(rest.FirstOrDefault() ?? "300", out var seconds))
{
    Console.Error.WriteLine("Usage: WaitUntilUsable REGISTRY ID [SECONDS]");
    return 2;
}

using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
try
{
    while (true)
    {
        try
        {
            var end = await WatchAsync(patience.Token);
            if (end is not null)
                Console.Error.WriteLine(end);
            return end is null ? 0 : 1;
        }
        catch (Exception lost) when (!patience.IsCancellationRequested)
        {
            // The registry starts again, or the network is away. Nothing is missed: the first item says how things stand by now.
            Console.Error.WriteLine($"{lost.Message} Trying again.");
            await Task.Delay(TimeSpan.FromSeconds(2), patience.Token);
        }
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine($"Not usable after {seconds} seconds.");
    return 1;
}

// Null when it is usable, else why there is nothing to wait for.
async Task<string?> WatchAsync(CancellationToken cancellationToken)
{
    await using var connection = new HubConnectionBuilder().WithUrl(new Uri(address, "/hubs/changes"), Authorize).Build();
    await connection.StartAsync(cancellationToken);
    var known = false;
    await foreach (var item in connection.StreamAsync<JsonElement>("Watch", id, cancellationToken))
    {
        known = true;
        var change = item.GetProperty("change");
        var stages = change.GetProperty("stages").EnumerateArray().Select(stage => $"{stage.GetProperty("name")}={stage.GetProperty("state")}");
        Console.WriteLine($"{change.GetProperty("crate")} {change.GetProperty("version")}: {string.Join(' ', stages)}");
        if (change.GetProperty("usable").GetBoolean())
            return null;
        if (change.GetProperty("state").GetString() == "failed")
            return string.Join('\n', change.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("last_error").GetString()).OfType<string>());
    }

    // A stream that has begun and was at no end is closed only when the process that serves it stops.
    return known ? throw new IOException("The registry has closed the stream.") : $"There is no change {id}.";
}

static void Authorize(HttpConnectionOptions options)
{
    if (Environment.GetEnvironmentVariable("REGISTRY_TOKEN") is { Length: > 0 } token)
        options.Headers["Authorization"] = token;
}
