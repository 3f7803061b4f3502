using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using LibGit2Sharp;

namespace Registry.Jobs.Index.Git.Packing;

/// <summary>
/// All objects in one pack: three flushes for a thousand crates, where loose objects take two each. Nothing is stored as a difference to
/// something else; that is left to the repack in the background, which has the time for it.
/// </summary>
internal sealed class PackedObjects : IObjectWriter
{
    private const int HeaderLength = 12;

    /// <summary>The class library's stream writes nothing at all when nothing was written to it.</summary>
    private static readonly byte[] CompressedNothing = [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1];

    private readonly string _directory;
    private readonly string _building;
    private readonly FileStream _pack;
    private readonly MemoryStream _entry = new();
    private readonly Dictionary<ObjectId, PackEntry> _entries = [];

    public PackedObjects(string repository)
    {
        _directory = Path.Combine(repository, "objects", "pack");
        Directory.CreateDirectory(_directory);

        // Git's own name for such a file: what a killed process leaves is known for what it is.
        _building = Path.Combine(_directory, $"tmp_pack_{Guid.NewGuid():N}");
        _pack = new FileStream(_building, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        _pack.Write(stackalloc byte[HeaderLength]);
    }

    public void Write(GitObjectType type, ObjectId id, ReadOnlySpan<byte> content)
    {
        if (_entries.ContainsKey(id))
            return;
        _entry.SetLength(0);
        WriteHeader(type, content.Length);
        if (content.IsEmpty)
            _entry.Write(CompressedNothing);
        else
            Compress(content);
        var bytes = _entry.GetBuffer().AsSpan(0, (int)_entry.Length);
        _entries.Add(id, new PackEntry(id.RawId, _pack.Position, Crc32.Of(bytes)));
        _pack.Write(bytes);
    }

    public void Complete()
    {
        var hash = Close();
        var index = _building.Replace("tmp_pack_", "tmp_idx_", StringComparison.Ordinal);
        try
        {
            using (var file = new FileStream(index, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(PackIndex.Write(_entries.Values, hash));
                file.Flush(flushToDisk: true);
            }

            // The pack is found by its index, so that comes last.
            var name = Path.Combine(_directory, $"pack-{Convert.ToHexStringLower(hash)}");
            Publish(_building, name + ".pack");
            Publish(index, name + ".idx");
            FlushedDirectory.Flush(_directory);
        }
        finally
        {
            File.Delete(index);
        }
    }

    public void Dispose()
    {
        _pack.Dispose();
        File.Delete(_building);
        _entry.Dispose();
    }

    /// <returns>What the pack ends with: the hash of all before.</returns>
    private byte[] Close()
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        "PACK"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], (uint)_entries.Count);
        _pack.Position = 0;
        _pack.Write(header);
        _pack.Position = 0;
#pragma warning disable CA5350 // It is the format's checksum.
        var hash = SHA1.HashData(_pack);
#pragma warning restore CA5350
        _pack.Write(hash);
        _pack.Flush(flushToDisk: true);
        _pack.Dispose();
        return hash;
    }

    private void Compress(ReadOnlySpan<byte> content)
    {
        using var compressed = new ZLibStream(_entry, CompressionLevel.Fastest, leaveOpen: true);
        compressed.Write(content);
    }

    /// <summary>The length's low four bits share a byte with the type; of the others each byte has seven, the low ones first.</summary>
    private void WriteHeader(GitObjectType type, int length)
    {
        var first = ((int)type << 4) | (length & 0xF);
        for (length >>= 4; length > 0; length >>= 7)
        {
            _entry.WriteByte((byte)(first | 0x80));
            first = length & 0x7F;
        }

        _entry.WriteByte((byte)first);
    }

    private static void Publish(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(from, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Move(from, to, overwrite: true);
    }
}
