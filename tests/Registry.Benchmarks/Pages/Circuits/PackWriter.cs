using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Registry.Benchmarks.Pages.Circuits;

/// <summary>The part of MessagePack in which a browser speaks to its circuit.</summary>
internal sealed class PackWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>A call: kind, headers, its id if it is to be answered, what is called, with what.</summary>
    public static PackWriter Call(string? id, string target, int arguments)
    {
        var call = new PackWriter().Array(6).Number(1).Byte(0x80);
        return (id is null ? call.Nil() : call.Text(id)).Text(target).Array(arguments);
    }

    public PackWriter Array(int count) => Byte((byte)(0x90 | count));

    public PackWriter Nil() => Byte(0xc0);

    public PackWriter Flag(bool value) => Byte(value ? (byte)0xc3 : (byte)0xc2);

    public PackWriter Number(long value)
    {
        if (value is >= 0 and < 128)
            return Byte((byte)value);
        var target = _bytes.GetSpan(9);
        target[0] = 0xd3;
        BinaryPrimitives.WriteInt64BigEndian(target[1..], value);
        _bytes.Advance(9);
        return this;
    }

    public PackWriter Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        var target = _bytes.GetSpan(length + 5);
        target[0] = 0xdb;
        BinaryPrimitives.WriteInt32BigEndian(target[1..], length);
        Encoding.UTF8.GetBytes(value, target[5..]);
        _bytes.Advance(length + 5);
        return this;
    }

    /// <summary>As it is sent: after its length, seven bits to a byte.</summary>
    public byte[] Framed()
    {
        var framed = new List<byte>(_bytes.WrittenCount + 5);
        var length = (uint)_bytes.WrittenCount;
        for (; length >= 128; length >>= 7)
            framed.Add((byte)(length | 0x80));
        framed.Add((byte)length);
        framed.AddRange(_bytes.WrittenSpan);
        return [.. framed];
    }

    private PackWriter Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
        return this;
    }
}
