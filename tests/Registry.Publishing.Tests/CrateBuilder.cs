using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Registry.Publishing.Tests;

/// <summary>Builds <c>.crate</c> files entry by entry, sound ones and others.</summary>
internal sealed class CrateBuilder
{
    public const string Root = $"{Upload.Name}-{Upload.Version}";
    public const string ManifestPath = $"{Root}/Cargo.toml";

    private readonly List<byte> _tar = [];
    private bool _ended;

    public static string Manifest(string name = Upload.Name, string version = Upload.Version) =>
        $"[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n";

    /// <summary>What a small crate has.</summary>
    public static CrateBuilder Valid() => new CrateBuilder()
        .File(ManifestPath, Manifest())
        .File($"{Root}/Cargo.toml.orig", Manifest())
        .File($"{Root}/src/lib.rs", "pub fn high() {}\n");

    public CrateBuilder File(string path, string text) => File(path, Encoding.UTF8.GetBytes(text));

    public CrateBuilder File(string path, byte[] bytes) =>
        Entry(new GnuTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(bytes) });

    public CrateBuilder Entry(TarEntry entry)
    {
        var single = new MemoryStream();
        using (var writer = new TarWriter(single, leaveOpen: true))
            writer.WriteEntry(entry);
        // The writer ends its archive with two empty blocks.
        return Raw(single.ToArray().AsSpan(..^1024));
    }

    /// <summary>Appends bytes to the tar as they are.</summary>
    public CrateBuilder Raw(params ReadOnlySpan<byte> bytes)
    {
        _tar.AddRange(bytes);
        return this;
    }

    /// <summary>Ends the archive; what is appended after that comes after its end.</summary>
    public CrateBuilder End()
    {
        _ended = true;
        return Raw(new byte[1024]);
    }

    public byte[] BuildTar() => _ended ? [.. _tar] : [.. _tar, .. new byte[1024]];

    public byte[] Build() => Gzip(BuildTar());

    public static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }
}
