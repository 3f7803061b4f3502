using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace Registry.Jobs.Verification;

/// <summary>
/// Reads the registry by the steps cargo takes: <c>config.json</c>, a file of the sparse index, a download. It follows redirects as cargo
/// does, keeps no more than a buffer in memory, and does not wait for one who has stopped sending.
/// </summary>
internal sealed class PublicRegistryClient(HttpClient http, PublicUrl publicUrl, TimeProvider time)
{
    /// <summary>What it calls itself, so that nobody takes it for a user.</summary>
    public const string UserAgent = "registry-verification";

    private const int BufferSize = 64 * 1024;

    /// <summary>How long an answer may be silent, at its beginning or within it.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The line of a version, or null when there is none.</summary>
    public async Task<PublicIndexLine?> FindLineAsync(string path, string version, CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"{publicUrl.Base}/index/{path}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        await using var content = await OpenAsync(response, cancellationToken);
        using var lines = new StreamReader(content);
        PublicIndexLine? found = null;
        while (await WithinPatienceAsync(stop => lines.ReadLineAsync(stop), response, cancellationToken) is { } text)
        {
            if (text.Length > 0 && Parse(text) is var line && line.Vers == version)
                found = line;
        }

        return found;
    }

    /// <summary>SHA-256 of what a client downloads, in lower-case hexadecimal.</summary>
    public async Task<string> DownloadChecksumAsync(string crate, string version, string checksum, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(
            DownloadAddress.For(await ReadDownloadBaseAsync(cancellationToken), crate, version, checksum), cancellationToken);
        await using var content = await OpenAsync(response, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await WithinPatienceAsync(stop => content.ReadAsync(buffer, stop), response, cancellationToken) is var count and > 0)
                hash.AppendData(buffer, 0, count);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a client that asks for the file gets one.</summary>
    public async Task<bool> HasDownloadAsync(string crate, string version, string checksum, CancellationToken cancellationToken)
    {
        var address = DownloadAddress.For(await ReadDownloadBaseAsync(cancellationToken), crate, version, checksum);
        using var response = await GetAsync(address, cancellationToken);
        return response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone);
    }

    private async Task<string> ReadDownloadBaseAsync(CancellationToken cancellationToken)
    {
        using var response = await GetAsync($"{publicUrl.Base}/index/config.json", cancellationToken);
        await using var content = await OpenAsync(response, cancellationToken);
        var configuration = await WithinPatienceAsync(
            stop => JsonSerializer.DeserializeAsync<PublicConfiguration>(content, JsonSerializerOptions.Web, stop), response, cancellationToken);
        return configuration?.Dl ?? throw new VerificationException("config.json does not say where downloads are");
    }

    private async Task<HttpResponseMessage> GetAsync(string address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VerificationException($"{address} has not answered for {Patience.TotalSeconds:0.#} s");
        }
    }

    private static Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken) => response.IsSuccessStatusCode
        ? response.Content.ReadAsStreamAsync(cancellationToken)
        : throw new VerificationException($"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode}");

    private async Task<T> WithinPatienceAsync<T>(
        Func<CancellationToken, ValueTask<T>> read, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await read(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VerificationException($"{response.RequestMessage?.RequestUri} has stopped sending for {Patience.TotalSeconds:0.#} s");
        }
    }

    private static PublicIndexLine Parse(string line) =>
        JsonSerializer.Deserialize<PublicIndexLine>(line, JsonSerializerOptions.Web) ?? throw new VerificationException("a line of the index is null");

    private sealed record PublicConfiguration(string Dl);
}

/// <summary>What is compared of a line of the index.</summary>
internal sealed record PublicIndexLine(string Vers, string Cksum);
