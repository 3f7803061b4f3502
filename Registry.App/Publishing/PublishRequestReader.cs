using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Registry.App.Publishing.Rules;
using Registry.App.Storage;
using Registry.Data.Crates;

namespace Registry.App.Publishing;

/// <summary>
/// Receives what <c>cargo publish</c> sends: the metadata and the <c>.crate</c> file, each after its length. The file goes to disk as it
/// comes.
/// </summary>
internal sealed class PublishRequestReader(ICrateStorage storage, IOptions<PublishLimits> options)
{
    private const int BufferSize = 64 * 1024;

    private readonly PublishLimits _limits = options.Value;

    /// <summary>Reads one upload and checks it by itself. One that is refused leaves no file behind.</summary>
    /// <param name="body">The upload.</param>
    /// <param name="admit">Says how much an upload of that crate may bring, or throws.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="PublishRefusedException">It cannot be read, is too large or breaks a rule.</exception>
    public async Task<IncomingCrate> ReadAsync(
        Stream body, Func<CrateName, CancellationToken, Task<PublishLimits>> admit, CancellationToken cancellationToken)
    {
        var metadata = PublishMetadataReader.Read(await ReceiveMetadataAsync(body, cancellationToken));
        var (name, version) = PublishRules.CheckIdentity(metadata, _limits);
        var limits = await admit(name, cancellationToken);
        var size = await ReceiveLengthAsync(body, "the .crate file", limits.MaxCrateBytes, cancellationToken);

        var temporaryFile = storage.NewTemporaryFile();
        try
        {
            await using var file = new FileStream(
                temporaryFile, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            var checksum = await ReceiveFileAsync(body, file, size, cancellationToken);
            await ExpectEndAsync(body, cancellationToken);

            file.Position = 0;
            var manifest = CrateArchive.ReadManifest(file, name, version, limits, cancellationToken);
            PublishRules.Check(metadata, manifest, limits);
            return new IncomingCrate(storage, temporaryFile)
            {
                Metadata = metadata,
                Manifest = manifest,
                Name = name,
                Version = version,
                Checksum = checksum,
                Size = size,
                MaxVersionsPerDay = limits.MaxVersionsPerDay,
            };
        }
        catch
        {
            File.Delete(temporaryFile);
            throw;
        }
    }

    private async Task<byte[]> ReceiveMetadataAsync(Stream body, CancellationToken cancellationToken)
    {
        var length = await ReceiveLengthAsync(body, "the metadata", _limits.MaxMetadataBytes, cancellationToken);
        var json = new byte[length];
        return await body.ReadAtLeastAsync(json, length, throwOnEndOfStream: false, cancellationToken) == length
            ? json
            : throw Truncated("the metadata");
    }

    private static async Task<int> ReceiveLengthAsync(Stream body, string what, int limit, CancellationToken cancellationToken)
    {
        var bytes = new byte[sizeof(uint)];
        if (await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken) < bytes.Length)
            throw Truncated($"the length of {what}");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= limit
            ? (int)length
            : throw PublishRefusedException.TooLarge($"{what} is {length} bytes; at most {limit} are allowed");
    }

    private static async Task<string> ReceiveFileAsync(Stream body, FileStream file, int size, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var left = size; left > 0;)
            {
                var read = await body.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), cancellationToken);
                if (read == 0)
                    throw Truncated("the .crate file");
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                left -= read;
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task ExpectEndAsync(Stream body, CancellationToken cancellationToken)
    {
        if (await body.ReadAsync(new byte[1], cancellationToken) > 0)
            throw PublishRefusedException.Invalid("the request continues after the .crate file; publish with `cargo publish`");
    }

    private static PublishRefusedException Truncated(string where) =>
        PublishRefusedException.Invalid($"the request ends within {where}; publish again");
}
