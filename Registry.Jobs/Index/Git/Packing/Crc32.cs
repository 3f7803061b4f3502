namespace Registry.Jobs.Index.Git.Packing;

/// <summary>The checksum that the index of a pack keeps of each entry: that of zlib, which the class library does not offer.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Divide((uint)value))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var remainder = uint.MaxValue;
        foreach (var value in bytes)
            remainder = Table[(byte)(remainder ^ value)] ^ (remainder >> 8);
        return ~remainder;
    }

    private static uint Divide(uint remainder)
    {
        for (var bit = 0; bit < 8; bit++)
            remainder = (remainder >> 1) ^ ((remainder & 1) * Polynomial);
        return remainder;
    }
}
