using System.Globalization;
using System.IO.Compression;
using System.Text;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git;

/// <summary>
/// Looks at the file of an object before libgit2 does: that spins for ever on one that is cut off, and nothing can end a thread in native code.
/// </summary>
internal static class LooseObject
{
    /// <summary>No size has more digits.</summary>
    private const int MaxHeader = 32;

    /// <summary>The checksum at the end of a zlib stream.</summary>
    private const int Trailer = 4;

    /// <exception cref="LibGit2SharpException">The object has a file, and it is cut off. One that is in a pack has none.</exception>
    public static void RequireWhole(Repository repository, ObjectId id)
    {
        var path = Path.Combine(repository.Info.Path, "objects", id.Sha[..2], id.Sha[2..]);
        if (TryRead(path) is { } compressed && !IsWhole(compressed))
            throw new LibGit2SharpException($"An object of the git index is cut off: {path}");
    }

    private static byte[]? TryRead(string path)
    {
        // Most objects are packed, and exceptions are slow.
        if (!File.Exists(path))
            return null;
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsWhole(byte[] compressed)
    {
        using var content = new MemoryStream();
        try
        {
            using var inflating = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            inflating.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            return false;
        }

        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        var end = bytes[..Math.Min(bytes.Length, MaxHeader)].IndexOf((byte)0);
        var size = end < 0 ? [] : Encoding.ASCII.GetString(bytes[..end]).Split(' ');
        return size.Length == 2 && long.TryParse(size[1], CultureInfo.InvariantCulture, out var expected) && bytes.Length - end - 1 == expected
            && Adler(bytes) == BigEndian(compressed.AsSpan(compressed.Length - Trailer));
    }

    private static uint BigEndian(ReadOnlySpan<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);

    /// <summary>Adler-32, as in RFC 1950: sums that are reduced before they overflow.</summary>
    private static uint Adler(ReadOnlySpan<byte> bytes)
    {
        const uint modulus = 65521;
        const int beforeOverflow = 5552;
        uint a = 1, b = 0;
        while (bytes.Length > 0)
        {
            var chunk = bytes[..Math.Min(bytes.Length, beforeOverflow)];
            foreach (var value in chunk)
                b += a += value;
            (a, b) = (a % modulus, b % modulus);
            bytes = bytes[chunk.Length..];
        }

        return (b << 16) | a;
    }
}
