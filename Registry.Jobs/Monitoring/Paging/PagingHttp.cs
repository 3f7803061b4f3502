using System.Net.Http.Headers;

namespace Registry.Jobs.Monitoring.Paging;

/// <summary>How channels speak HTTP: soon done, and without a secret in any message about it.</summary>
internal sealed class PagingHttp(IHttpClientFactory clients)
{
    public const string ClientName = "paging";

    private const int MaxAnswer = 4096;

    /// <summary>For the whole exchange.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>For the connection alone.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <param name="receiver">What it is called in messages; addresses may be secret.</param>
    /// <param name="address">Where to.</param>
    /// <param name="json">What.</param>
    /// <param name="secrets">What must not be repeated from the answer.</param>
    /// <param name="headers">Adds headers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PagingException">It was not taken.</exception>
    public async Task PostAsync(
        string receiver, Uri address, byte[] json, string?[] secrets, Action<HttpRequestHeaders>? headers, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        headers?.Invoke(request.Headers);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
                return;
            var answer = Without(secrets, Words.Quote(await BeginningAsync(response, cancellationToken)));
            throw new PagingException($"{receiver} answered {(int)response.StatusCode}{(answer.Length == 0 ? "" : $": {answer}")}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PagingException($"{receiver} did not answer within {Words.Of(Patience)}.");
        }
        catch (HttpRequestException exception)
        {
            throw new PagingException($"{receiver} cannot be reached: {Without(secrets, exception.Message)}");
        }
    }

    public static string Without(string?[] secrets, string text)
    {
        foreach (var secret in secrets.OfType<string>().Where(secret => secret.Length > 0))
            text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        return text;
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }
}
