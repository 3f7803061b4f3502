using System.Buffers;
using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>
/// Reads a <c>.crate</c> file from beginning to end and refuses what could harm whoever unpacks it, and what two programs could unpack
/// differently.
/// </summary>
internal sealed class CrateArchive(string root, PublishLimits limits)
{
    private const int MaxHeaderBytes = 64 * 1024;
    private const int MaxManifestBytes = 1024 * 1024;

    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly List<string> _manifestPaths = [];
    private byte[]? _manifest;

    /// <summary>Checks the whole archive and returns its manifest.</summary>
    public static CrateManifest ReadManifest(
        Stream file, CrateName name, VersionNumber version, PublishLimits limits, CancellationToken cancellationToken)
    {
        var archive = new CrateArchive($"{name}-{version}", limits);
        try
        {
            archive.ReadAll(file, cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw Unsound(fault);
        }

        return archive.Manifest();
    }

    private void ReadAll(Stream file, CancellationToken cancellationToken)
    {
        using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        using var unpacked = new UnpackedStream(gzip, limits.MaxUnpackedBytes, cancellationToken);
        using var tar = new TarReader(unpacked, leaveOpen: true);
        while (NextEntry(tar, unpacked) is { } entry)
        {
            ReadEntry(entry);
            // Else the reader skips the data together with reading the next header.
            entry.DataStream?.CopyTo(Stream.Null);
        }

        ExpectNothingBut0(unpacked);
        ExpectOneMember(file, unpacked.Count);
    }

    private static TarEntry? NextEntry(TarReader tar, UnpackedStream unpacked)
    {
        unpacked.BeginHeader(MaxHeaderBytes);
        try
        {
            return tar.GetNextEntry();
        }
        // The reader tells of broken headers by exceptions of many types. One is OutOfMemoryException: it allocates the gigabytes that a
        // header claims before it reads them.
        catch (Exception fault) when (fault is not (PublishRefusedException or OperationCanceledException or IOException))
        {
            throw Unsound(fault);
        }
        finally
        {
            unpacked.EndHeader();
        }
    }

    private static PublishRefusedException Unsound(Exception fault) =>
        PublishRefusedException.Invalid("the .crate file is not a sound gzip-compressed tar archive; package the crate again", fault);

    private void ReadEntry(TarEntry entry)
    {
        var isDirectory = entry.EntryType == TarEntryType.Directory;
        if (!isDirectory && entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
        {
            throw PublishRefusedException.Invalid(
                $"the archive contains `{entry.Name}`, which is neither a file nor a directory ({entry.EntryType})");
        }

        if (entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(ChangesLayout))
        {
            throw PublishRefusedException.Invalid(
                $"the archive states the size of `{entry.Name}` in an extended header; package the crate with `cargo package`");
        }

        var path = ArchivePath.Below(root, entry.Name, isDirectory);
        if (!_paths.Add(path))
            throw PublishRefusedException.Invalid($"the archive contains `{entry.Name}` more than once");
        if (_paths.Count > limits.MaxEntries)
            throw PublishRefusedException.Invalid($"the archive contains more than {limits.MaxEntries} files and directories");
        if (!ArchivePath.IsManifest(path))
            return;
        _manifestPaths.Add(path);
        _manifest = entry.DataStream is { } data ? ReadManifestText(data) : null;
    }

    /// <summary>It states a file's size a second time. Programs that believe different ones see different files from there on.</summary>
    private static bool ChangesLayout(string key) => key == "size" || key.StartsWith("GNU.sparse.", StringComparison.Ordinal);

    private static byte[] ReadManifestText(Stream data)
    {
        if (data.Length > MaxManifestBytes)
        {
            throw PublishRefusedException.Invalid(
                $"the archive's Cargo.toml is {data.Length} bytes; at most {MaxManifestBytes} are allowed");
        }

        var text = new byte[data.Length];
        data.ReadExactly(text);
        return text;
    }

    /// <summary>After the end of the archive other programs may read on, so there must be nothing but padding.</summary>
    private static void ExpectNothingBut0(UnpackedStream unpacked)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = unpacked.Read(buffer)) > 0)
            {
                if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                    throw PublishRefusedException.Invalid("the archive continues after its end; package the crate again");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Cargo reads the first member of a gzip file, others read all of them, and some read truncated ones. The last four bytes
    /// of a whole file with one member are the size it unpacks to.
    /// </summary>
    private static void ExpectOneMember(Stream file, long unpackedBytes)
    {
        Span<byte> size = stackalloc byte[sizeof(uint)];
        file.Position = file.Length - size.Length;
        file.ReadExactly(size);
        if (BinaryPrimitives.ReadUInt32LittleEndian(size) != (uint)unpackedBytes)
            throw PublishRefusedException.Invalid("the .crate file is truncated, or continues after its end; package the crate again");
    }

    private CrateManifest Manifest() => _manifestPaths switch
    {
        [] => throw PublishRefusedException.Invalid($"the archive has no `{root}/{CrateManifest.FileName}`"),
        [CrateManifest.FileName] when _manifest is not null => CrateManifestReader.Read(_manifest),
        [CrateManifest.FileName] => throw PublishRefusedException.Invalid(
            $"`{CrateManifest.FileName}` in the archive is empty or a directory"),
        [var other] => throw PublishRefusedException.Invalid(
            $"the archive contains `{other}`; the manifest must be named `{CrateManifest.FileName}` with exactly that spelling"),
        _ => throw PublishRefusedException.Invalid(
            $"the archive contains more than one {CrateManifest.FileName}: `{string.Join("`, `", _manifestPaths)}`"),
    };
}
