namespace Registry.Publishing.Tests;

/// <summary>A request body that comes in small pieces, or breaks off.</summary>
internal sealed class ScriptedStream(byte[] bytes) : MemoryStream(bytes)
{
    public int MaxRead { get; init; } = int.MaxValue;

    public long BreaksAt { get; init; } = long.MaxValue;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= BreaksAt)
            throw new IOException("The client has gone.");
        var length = (int)Math.Min(Math.Min(buffer.Length, MaxRead), BreaksAt - Position);
        return base.ReadAsync(buffer[..length], cancellationToken);
    }
}
