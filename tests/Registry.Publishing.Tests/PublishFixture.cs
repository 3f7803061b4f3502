using Microsoft.Extensions.Options;
using Registry.App.Publishing;
using Registry.App.Storage;

namespace Registry.Publishing.Tests;

/// <summary>A reader of uploads on a storage of its own, and what it left on the disk.</summary>
internal sealed class PublishFixture : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("registry-publish-");

    public PublishFixture(PublishLimits? limits = null)
    {
        Storage = new FileSystemCrateStorage(_directory.FullName);
        Reader = new PublishRequestReader(Storage, Options.Create(limits ?? new PublishLimits()));
    }

    public FileSystemCrateStorage Storage { get; }

    public PublishRequestReader Reader { get; }

    /// <summary>All files that are there, temporary ones included.</summary>
    public string[] Files => _directory.GetFiles("*", SearchOption.AllDirectories).Select(file => file.FullName).ToArray();

    public async Task<IncomingCrate> ReadAsync(byte[] body) =>
        await Reader.ReadAsync(new MemoryStream(body), TestContext.Current.CancellationToken);

    public async Task<IncomingCrate> ReadAsync(CrateBuilder crate) => await ReadAsync(Upload.Body(Upload.Metadata(), crate.Build()));

    /// <summary>Asserts that the upload is refused and leaves no file; returns the refusal.</summary>
    public async Task<PublishRefusedException> RefusalAsync(byte[] body) => await RefusalAsync(new MemoryStream(body));

    public async Task<PublishRefusedException> RefusalAsync(CrateBuilder crate) =>
        await RefusalAsync(Upload.Body(Upload.Metadata(), crate.Build()));

    public async Task<PublishRefusedException> RefusalAsync(Stream body)
    {
        var refusal = await Assert.ThrowsAsync<PublishRefusedException>(async () =>
        {
            await using var crate = await Reader.ReadAsync(body, TestContext.Current.CancellationToken);
        });
        Assert.Empty(Files);
        return refusal;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
