using Microsoft.Extensions.Options;
using Registry.App.Publishing;
using Registry.App.Storage;

namespace Registry.Publishing.Tests;

/// <summary>A reader of uploads on a storage of its own, and what it left on the disk.</summary>
internal sealed class PublishFixture : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("registry-publish-");

    private readonly PublishRequestReader _reader;
    private readonly PublishLimits _limits;

    public PublishFixture(PublishLimits? limits = null)
    {
        _limits = limits ?? new PublishLimits();
        Storage = new FileSystemCrateStorage(_directory.FullName);
        _reader = new PublishRequestReader(Storage, Options.Create(_limits));
    }

    public FileSystemCrateStorage Storage { get; }

    /// <summary>All files that are there, temporary ones included.</summary>
    public string[] Files => _directory.GetFiles("*", SearchOption.AllDirectories).Select(file => file.FullName).ToArray();

    public Task<IncomingCrate> ReadAsync(byte[] body) => ReadAsync(new MemoryStream(body));

    public Task<IncomingCrate> ReadAsync(Stream body) =>
        _reader.ReadAsync(body, (_, _) => Task.FromResult(_limits), TestContext.Current.CancellationToken);

    public async Task<IncomingCrate> ReadAsync(CrateBuilder crate) => await ReadAsync(Upload.Body(Upload.Metadata(), crate.Build()));

    /// <summary>Asserts that the upload is refused and leaves no file; returns the refusal.</summary>
    public async Task<PublishRefusedException> RefusalAsync(byte[] body) => await RefusalAsync(new MemoryStream(body));

    public async Task<PublishRefusedException> RefusalAsync(CrateBuilder crate) =>
        await RefusalAsync(Upload.Body(Upload.Metadata(), crate.Build()));

    public async Task<PublishRefusedException> RefusalAsync(Stream body)
    {
        var refusal = await Assert.ThrowsAsync<PublishRefusedException>(async () =>
        {
            await using var crate = await ReadAsync(body);
        });
        Assert.Empty(Files);
        return refusal;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
