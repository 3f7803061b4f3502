using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Registry.Jobs.Verification;

/// <summary>Reads the registry by the steps cargo takes: <c>config.json</c>, a file of the sparse index, a download.</summary>
internal sealed class PublicRegistryClient(HttpClient http, PublicUrl publicUrl)
{
    public async Task<IReadOnlyList<PublicIndexLine>> ReadIndexFileAsync(string path, CancellationToken cancellationToken)
    {
        var text = await http.GetStringAsync($"{publicUrl.Base}/index/{path}", cancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    public async Task<string> DownloadChecksumAsync(string crate, string version, CancellationToken cancellationToken)
    {
        var configuration = await http.GetFromJsonAsync<PublicConfiguration>($"{publicUrl.Base}/index/config.json", cancellationToken)
            ?? throw new VerificationException("config.json is empty");
        await using var download = await http.GetStreamAsync($"{configuration.Dl}/{crate}/{version}/download", cancellationToken);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(download, cancellationToken));
    }

    private static PublicIndexLine Parse(string line) =>
        JsonSerializer.Deserialize<PublicIndexLine>(line, JsonSerializerOptions.Web) ?? throw new VerificationException("a line of the index is null");

    private sealed record PublicConfiguration(string Dl);
}

/// <summary>What is compared of a line of the index.</summary>
internal sealed record PublicIndexLine(string Vers, string Cksum);
