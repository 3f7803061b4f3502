using Amazon.S3;
using Amazon.S3.Model;

namespace Registry.App.Storage.S3;

/// <summary>
/// An object to read from anywhere in it: that is how ranges are answered. It is asked for when it is read, from there on.
/// </summary>
internal sealed class ObjectStream(IAmazonS3 client, string bucket, string name, long length) : Stream
{
    private GetObjectResponse? _response;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value != _position)
                Forget();
            _position = value;
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
            return 0;
        _response ??= await client.GetObjectAsync(
            new GetObjectRequest { BucketName = bucket, Key = name, ByteRange = new ByteRange(_position, length - 1) }, cancellationToken);
        var count = await _response.ResponseStream.ReadAsync(buffer, cancellationToken);
        if (count == 0)
            throw new EndOfStreamException($"The stored file {name} ends at {_position} of {length} bytes.");
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Forget();
        base.Dispose(disposing);
    }

    private void Forget()
    {
        _response?.Dispose();
        _response = null;
    }
}
