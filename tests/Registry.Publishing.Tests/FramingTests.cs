using System.Security.Cryptography;
using System.Text.Json;
using Registry.App.Publishing;

namespace Registry.Publishing.Tests;

public sealed class FramingTests
{
    [Fact]
    public async Task A_sound_upload_is_received_with_its_checksum_and_size()
    {
        using var fixture = new PublishFixture();
        var file = CrateBuilder.Valid().Build();
        await using var crate = await fixture.ReadAsync(Upload.Body(Upload.Metadata(), file));
        Assert.Equal("tide-tables", crate.Name.Text);
        Assert.Equal("0.4.2", crate.Version.Text);
        Assert.Equal("tide-tables", crate.Manifest.Name);
        Assert.Equal("0.4.2", crate.Manifest.Version);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), crate.Checksum);
        Assert.Equal(file.Length, crate.Size);
    }

    [Fact]
    public async Task An_upload_that_is_not_stored_leaves_no_file()
    {
        using var fixture = new PublishFixture();
        await using (await fixture.ReadAsync(CrateBuilder.Valid()))
            Assert.Single(fixture.Files);
        Assert.Empty(fixture.Files);
    }

    [Fact]
    public async Task A_stored_upload_is_found_under_its_key_with_the_same_bytes_and_leaves_nothing_else()
    {
        using var fixture = new PublishFixture();
        var file = CrateBuilder.Valid().Build();
        string key;
        await using (var crate = await fixture.ReadAsync(Upload.Body(Upload.Metadata(), file)))
            key = await crate.StoreAsync(TestContext.Current.CancellationToken);
        await fixture.Storage.ConfirmAsync(key, TestContext.Current.CancellationToken);
        Assert.StartsWith("ti/de/tide-tables-0.4.2-", key, StringComparison.Ordinal);
        Assert.Equal(file, await File.ReadAllBytesAsync(Assert.Single(fixture.Files), TestContext.Current.CancellationToken));
        Assert.EndsWith(key, fixture.Files[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_truncation_is_refused_and_leaves_no_file()
    {
        using var fixture = new PublishFixture();
        var body = Upload.Body(Upload.Metadata());
        for (var length = 0; length < body.Length; length++)
            Assert.Equal(400, (await fixture.RefusalAsync(body[..length])).StatusCode);
    }

    [Fact]
    public async Task A_body_that_comes_byte_by_byte_is_received()
    {
        using var fixture = new PublishFixture();
        await using var crate = await fixture.ReadAsync(new ScriptedStream(Upload.Body(Upload.Metadata())) { MaxRead = 1 });
        Assert.Equal("tide-tables", crate.Name.Text);
    }

    [Fact]
    public async Task Bytes_after_the_crate_are_refused()
    {
        using var fixture = new PublishFixture();
        var refusal = await fixture.RefusalAsync([.. Upload.Body(Upload.Metadata()), 0]);
        Assert.Equal(400, refusal.StatusCode);
        Assert.Contains("continues after the .crate file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_above_the_limit_is_refused_before_it_is_read()
    {
        using var fixture = new PublishFixture();
        var body = new ScriptedStream([.. Upload.Length((1024 * 1024) + 1), .. new byte[100]]);
        var refusal = await fixture.RefusalAsync(body);
        Assert.Equal(413, refusal.StatusCode);
        Assert.Equal("the metadata is 1048577 bytes; at most 1048576 are allowed", refusal.Message);
        Assert.Equal(4, body.Position);
    }

    [Fact]
    public async Task A_crate_above_the_limit_is_refused_before_it_is_read()
    {
        using var fixture = new PublishFixture(new PublishLimits { MaxCrateBytes = 1000 });
        var metadata = JsonSerializer.SerializeToUtf8Bytes(Upload.Metadata());
        var body = new ScriptedStream(Upload.Body(metadata, new byte[1001]));
        var refusal = await fixture.RefusalAsync(body);
        Assert.Equal(413, refusal.StatusCode);
        Assert.Equal("the .crate file is 1001 bytes; at most 1000 are allowed", refusal.Message);
        Assert.Equal(metadata.Length + 8, body.Position);
    }

    [Fact]
    public async Task A_crate_of_exactly_the_limit_is_received()
    {
        var file = CrateBuilder.Valid().Build();
        using var fixture = new PublishFixture(new PublishLimits { MaxCrateBytes = file.Length });
        await using var crate = await fixture.ReadAsync(Upload.Body(Upload.Metadata(), file));
        Assert.Equal(file.Length, crate.Size);
    }

    [Fact]
    public async Task The_largest_lengths_are_too_large_and_not_negative()
    {
        using var fixture = new PublishFixture();
        var metadata = JsonSerializer.SerializeToUtf8Bytes(Upload.Metadata());
        Assert.Equal(413, (await fixture.RefusalAsync(Upload.Length(uint.MaxValue))).StatusCode);
        var refusal = await fixture.RefusalAsync([.. Upload.Length((uint)metadata.Length), .. metadata, .. Upload.Length(uint.MaxValue)]);
        Assert.Equal(413, refusal.StatusCode);
        Assert.Contains("4294967295", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_no_file()
    {
        using var fixture = new PublishFixture();
        var body = Upload.Body(Upload.Metadata());
        var broken = new ScriptedStream(body) { BreaksAt = body.Length - 10 };
        await Assert.ThrowsAsync<IOException>(() => fixture.ReadAsync(broken));
        Assert.Empty(fixture.Files);
    }
}
