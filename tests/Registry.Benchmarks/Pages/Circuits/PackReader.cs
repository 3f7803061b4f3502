using System.Buffers.Binary;
using System.Text;

namespace Registry.Benchmarks.Pages.Circuits;

/// <summary>The part of MessagePack in which a circuit speaks to its browser.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public int Array()
    {
        var code = Next();
        return (code & 0xf0) == 0x90 ? code & 0x0f : (int)Count(code == 0xdc ? 2 : 4);
    }

    public long Number()
    {
        var code = Next();
        return code switch
        {
            < 0x80 => code,
            >= 0xe0 => (sbyte)code,
            0xcc => (long)Count(1),
            0xcd => (long)Count(2),
            0xce => (long)Count(4),
            0xcf or 0xd3 => (long)Count(8),
            0xd0 => (sbyte)Count(1),
            0xd1 => (short)Count(2),
            0xd2 => (int)Count(4),
            _ => throw new InvalidDataException($"0x{code:x} is no number."),
        };
    }

    public string? Text() => _bytes[_at] == 0xc0 ? Nothing() : Encoding.UTF8.GetString(Bytes());

    /// <summary>The bytes of a text or of binary data.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var code = Next();
        var length = code switch
        {
            _ when (code & 0xe0) == 0xa0 => code & 0x1f,
            0xc4 or 0xd9 => (int)Count(1),
            0xc5 or 0xda => (int)Count(2),
            0xc6 or 0xdb => (int)Count(4),
            _ => throw new InvalidDataException($"0x{code:x} is neither text nor binary."),
        };
        _at += length;
        return _bytes.Slice(_at - length, length);
    }

    /// <summary>Passes a map without entries: headers.</summary>
    public void EmptyMap()
    {
        if (Next() != 0x80)
            throw new InvalidDataException("There are headers.");
    }

    private string? Nothing()
    {
        _at++;
        return null;
    }

    private byte Next() => _bytes[_at++];

    private ulong Count(int size)
    {
        var from = _bytes.Slice(_at, size);
        _at += size;
        return size switch
        {
            1 => from[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(from),
            4 => BinaryPrimitives.ReadUInt32BigEndian(from),
            _ => BinaryPrimitives.ReadUInt64BigEndian(from),
        };
    }
}
