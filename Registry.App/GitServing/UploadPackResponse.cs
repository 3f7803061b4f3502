namespace Registry.App.GitServing;

/// <summary>
/// The answer of a fetch. Its headers leave with the first bytes, so that a failure before them can still be said by a status code.
/// </summary>
internal sealed class UploadPackResponse(HttpResponse response, string contentType, byte[] prefix)
{
    private bool _started;

    /// <summary>Sends the headers and what comes before git's own words, unless that is done.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_started)
            return;
        _started = true;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, max-age=0, must-revalidate";
        response.Headers.Pragma = "no-cache";
        response.Headers.Expires = "Fri, 01 Jan 1980 00:00:00 GMT";
        await response.Body.WriteAsync(prefix, cancellationToken);
    }

    /// <summary>Sends what git said.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await response.Body.WriteAsync(bytes, cancellationToken);
    }
}
