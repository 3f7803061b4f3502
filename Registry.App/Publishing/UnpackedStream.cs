namespace Registry.App.Publishing;

/// <summary>
/// The bytes a <c>.crate</c> file unpacks to, counted, so that a small file cannot unpack without end. Read forwards only.
/// </summary>
internal sealed class UnpackedStream(Stream source, long limit, CancellationToken cancellationToken) : Stream
{
    private long _headerBytesLeft = long.MaxValue;

    /// <summary>The bytes read so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    /// <summary>
    /// Until <see cref="EndHeader"/>, at most so many bytes may be read: a tar reader takes long names into memory as they come.
    /// </summary>
    public void BeginHeader(int maxBytes) => _headerBytesLeft = maxBytes;

    public void EndHeader() => _headerBytesLeft = long.MaxValue;

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_headerBytesLeft == 0)
            throw PublishRefusedException.Invalid(
                "the archive contains a tar header of unusual length; package the crate with `cargo package`");
        var read = source.Read(buffer[..(int)Math.Min(buffer.Length, _headerBytesLeft)]);
        Count += read;
        _headerBytesLeft -= read;
        return Count <= limit
            ? read
            : throw PublishRefusedException.Invalid($"the crate unpacks to more than {limit} bytes; publish less");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
