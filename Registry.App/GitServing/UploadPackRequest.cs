using System.IO.Compression;

namespace Registry.App.GitServing;

/// <summary>The body of a fetch, unpacked and no longer than allowed.</summary>
internal sealed class UploadPackRequest(HttpRequest request, long maxBytes) : IDisposable
{
    private readonly Stream _body = IsCompressed(request)
        ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true)
        : request.Body;

    private long _read;

    /// <summary>Whether it says of itself what git says.</summary>
    public static bool IsSupported(HttpRequest request) =>
        request.ContentType == "application/x-git-upload-pack-request"
        && request.Headers.ContentEncoding.ToString() is "" or "identity" or "gzip" or "x-gzip";

    /// <summary>Reads on; 0 at the end.</summary>
    /// <exception cref="BadHttpRequestException">Too long, or not what its encoding says.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var count = await _body.ReadAsync(buffer, cancellationToken);
            _read += count;
            return _read <= maxBytes ? count : throw new BadHttpRequestException(
                $"The request is longer than {maxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
        }
        catch (InvalidDataException)
        {
            throw new BadHttpRequestException("The request is not the gzip data it says it is.", StatusCodes.Status400BadRequest);
        }
    }

    public void Dispose()
    {
        if (_body is GZipStream)
            _body.Dispose();
    }

    private static bool IsCompressed(HttpRequest request) => request.Headers.ContentEncoding.ToString() is "gzip" or "x-gzip";
}
