using System.Text;
using Registry.App.Publishing;

namespace Registry.Publishing.Tests;

/// <summary>Whatever comes in, it is accepted or refused in words, and nothing stays on the disk. Each run tries the same inputs.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 1000;

    [Fact]
    public async Task Any_change_of_the_body_is_accepted_or_refused() => await TryAsync(() => Upload.Body(Upload.Metadata()));

    /// <summary>The checksum of gzip catches most changes of a file, so the tar is changed before it is compressed.</summary>
    [Fact]
    public async Task Any_change_of_the_tar_is_accepted_or_refused()
    {
        var tar = Varied().BuildTar();
        var random = new Random(1);
        await TryAsync(() => Upload.Body(Upload.Metadata(), CrateBuilder.Gzip(Changed(tar, random))), bodyToo: false);
    }

    [Fact]
    public async Task Any_change_of_the_metadata_is_accepted_or_refused()
    {
        var metadata = Encoding.UTF8.GetBytes(Upload.MetadataWith(Upload.Dependency()).ToJsonString());
        var file = CrateBuilder.Valid().Build();
        var random = new Random(2);
        await TryAsync(() => Upload.Body(Changed(metadata, random), file), bodyToo: false);
    }

    [Fact]
    public async Task Any_change_of_the_manifest_is_accepted_or_refused()
    {
        var manifest = Encoding.UTF8.GetBytes(
            CrateBuilder.Manifest() + "[dependencies.moon]\nversion = \"1\"\nfeatures = [\"phase\"]\n[lib]\nname = 'x'\n");
        var random = new Random(3);
        await TryAsync(
            () => Upload.Body(Upload.Metadata(), new CrateBuilder().File(CrateBuilder.ManifestPath, Changed(manifest, random)).Build()),
            bodyToo: false);
    }

    private static CrateBuilder Varied() => CrateBuilder.Valid()
        .Raw(RawTar.Pax(("mtime", "1.5"), ("path", $"{CrateBuilder.Root}/pax.rs")))
        .Raw(RawTar.File($"{CrateBuilder.Root}/x", "x"))
        .Raw(RawTar.File("././@LongLink", $"{CrateBuilder.Root}/long.rs\0", 'L', RawTar.Gnu))
        .Raw(RawTar.File($"{CrateBuilder.Root}/y", "y", magic: RawTar.Gnu))
        .Raw(RawTar.Header($"{CrateBuilder.Root}/src/", 0, '5'));

    private static async Task TryAsync(Func<byte[]> next, bool bodyToo = true)
    {
        using var fixture = new PublishFixture();
        var random = new Random(0);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = bodyToo ? Changed(next(), random) : next();
            try
            {
                await using var crate = await fixture.ReadAsync(body);
            }
            catch (PublishRefusedException refusal)
            {
                refused++;
                Assert.True(refusal.StatusCode is 400 or 413);
                Assert.DoesNotContain(refusal.Message, char.IsControl);
            }
        }

        Assert.Empty(fixture.Files);
        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    /// <summary>One to four bytes replaced, inserted or taken away.</summary>
    private static byte[] Changed(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
            }
        }

        return [.. bytes];
    }
}
