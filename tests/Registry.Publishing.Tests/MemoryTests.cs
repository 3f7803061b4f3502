using System.Security.Cryptography;

namespace Registry.Publishing.Tests;

/// <summary>Runs by itself, because it measures what the whole process allocates.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    [Fact]
    public async Task A_large_crate_is_not_held_in_memory()
    {
        using var fixture = new PublishFixture();
        var file = CrateBuilder.Valid().File($"{CrateBuilder.Root}/noise", RandomNumberGenerator.GetBytes(9 << 20)).Build();
        var body = Upload.Body(Upload.Metadata(), file);
        await using (await fixture.ReadAsync(body))
        {
            // The first one also pays for what is allocated once.
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using var crate = await fixture.ReadAsync(body);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
        Assert.Equal(file.Length, crate.Size);
    }
}
