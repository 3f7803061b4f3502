using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>The file beside a pack that says what is in it and where (gitformat-pack, version 2).</summary>
internal static class PackIndex
{
    private const int FanOut = 256;

    // Offsets from here on stand in a table of their own, so packs of ours stay smaller.
    private const long MaxOffset = int.MaxValue;

    /// <param name="entries">What the pack holds, each object once.</param>
    /// <param name="packHash">What the pack ends with.</param>
    public static byte[] Write(IEnumerable<PackEntry> entries, ReadOnlySpan<byte> packHash)
    {
        var sorted = entries.OrderBy(entry => entry.Id, ById).ToList();
        var index = new ArrayBufferWriter<byte>(1100 + (sorted.Count * 28));
        index.Write<byte>([0xFF, (byte)'t', (byte)'O', (byte)'c']);
        Add(index, 2);
        var upTo = 0;
        for (var first = 0; first < FanOut; first++)
        {
            while (upTo < sorted.Count && sorted[upTo].Id[0] == first)
                upTo++;
            Add(index, (uint)upTo);
        }

        foreach (var entry in sorted)
            index.Write(entry.Id);
        foreach (var entry in sorted)
            Add(index, entry.Checksum);
        foreach (var entry in sorted)
        {
            if (entry.Offset > MaxOffset)
                throw new NotSupportedException("A commit to the git index exceeds 2 GiB.");
            Add(index, (uint)entry.Offset);
        }

        index.Write(packHash);
#pragma warning disable CA5350 // It is the format's checksum.
        index.Write(SHA1.HashData(index.WrittenSpan));
#pragma warning restore CA5350
        return index.WrittenSpan.ToArray();
    }

    private static IComparer<byte[]> ById { get; } = Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other));

    private static void Add(ArrayBufferWriter<byte> index, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(index.GetSpan(sizeof(uint)), value);
        index.Advance(sizeof(uint));
    }
}
