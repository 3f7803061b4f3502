using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Registry.App.Storage;
using Registry.Data.Crates;

namespace Registry.Publishing.Tests;

public sealed class StorageTests : IDisposable
{
    private readonly PublishFixture _fixture = new();

    private FileSystemCrateStorage Storage => _fixture.Storage;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_file_is_found_again_with_its_length()
    {
        var key = Key();
        await Storage.StoreAsync(await TemporaryAsync("the bytes"), key, Cancellation);
        var stored = await Storage.OpenAsync(key, Cancellation);
        await using var content = stored!.Content;
        using var reader = new StreamReader(content);
        Assert.Equal(9, stored.Length);
        Assert.Equal("the bytes", await reader.ReadToEndAsync(Cancellation));
        await Storage.ConfirmAsync(key, Cancellation);
        Assert.Single(_fixture.Files);
    }

    [Fact]
    public async Task A_stored_file_is_never_overwritten()
    {
        var key = Key();
        await Storage.StoreAsync(await TemporaryAsync("first"), key, Cancellation);
        var second = await TemporaryAsync("second");
        await Assert.ThrowsAnyAsync<IOException>(() => Storage.StoreAsync(second, key, Cancellation));
        Assert.Equal("first", await TextAsync(key));
        Assert.True(File.Exists(second), "the caller still owns what was not stored");
    }

    [Fact]
    public async Task Repeated_publishes_do_not_meet_and_one_can_be_deleted()
    {
        string first = Key(), second = Key();
        Assert.NotEqual(first, second);
        await Storage.StoreAsync(await TemporaryAsync("first"), first, Cancellation);
        await Storage.StoreAsync(await TemporaryAsync("second"), second, Cancellation);
        await Storage.DeleteAsync(first, Cancellation);
        await Storage.DeleteAsync(first, Cancellation);
        Assert.Null(await Storage.OpenAsync(first, Cancellation));
        Assert.Equal("second", await TextAsync(second));
    }

    [Fact]
    public async Task A_file_that_was_never_stored_is_absent()
    {
        await Storage.DeleteAsync(Key(), Cancellation);
        Assert.Null(await Storage.OpenAsync(Key(), Cancellation));
    }

    [Fact]
    public async Task Many_files_of_one_new_crate_can_be_stored_at_once()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(async () =>
        {
            var key = Key();
            await Storage.StoreAsync(await TemporaryAsync($"{number}"), key, Cancellation);
            return (Key: key, Text: $"{number}");
        })));
        foreach (var (key, text) in keys)
            Assert.Equal(text, await TextAsync(key));
    }

    [Theory]
    [InlineData("a", "1/a-1.0.0-")]
    [InlineData("Ab", "2/Ab-1.0.0-")]
    [InlineData("abC", "3/a/abC-1.0.0-")]
    [InlineData("My-Crate_9", "my/-c/My-Crate_9-1.0.0-")]
    public void Keys_are_laid_out_as_the_index(string name, string start)
    {
        var key = Key(name);
        Assert.StartsWith(start, key, StringComparison.Ordinal);
        Assert.True(StorageKey.IsValid(key));
    }

    [Fact]
    public async Task The_longest_name_and_version_fit_the_file_system()
    {
        var name = new string('n', CrateName.MaxLength);
        var version = $"1.0.0-{new string('v', VersionNumber.MaxLength - 6)}";
        var key = Key(name, version);
        await Storage.StoreAsync(await TemporaryAsync("x"), key, Cancellation);
        Assert.Equal("x", await TextAsync(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x.crate")]
    [InlineData("/etc/x.crate")]
    [InlineData("../x.crate")]
    [InlineData("a/../../x.crate")]
    [InlineData("a/..crate")]
    [InlineData("a//x.crate")]
    [InlineData("a/x\\..\\y.crate")]
    [InlineData("a/x.crate\n")]
    [InlineData("a/x.crate/../../passwd")]
    [InlineData("a/x\0.crate")]
    public async Task What_is_no_key_reaches_no_file(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.OpenAsync(key, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.DeleteAsync(key, Cancellation));
        var temporary = await TemporaryAsync("x");
        await Assert.ThrowsAsync<ArgumentException>(() => Storage.StoreAsync(temporary, key, Cancellation));
    }

    [Fact]
    public async Task Only_stale_uploads_are_swept_at_start()
    {
        var stored = Key();
        await Storage.StoreAsync(await TemporaryAsync("stored"), stored, Cancellation);
        await Storage.ConfirmAsync(stored, Cancellation);
        File.SetLastWriteTimeUtc(Assert.Single(_fixture.Files), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var fresh = await TemporaryAsync("fresh");
        var stale = await TemporaryAsync("stale");
        File.SetLastWriteTimeUtc(stale, TimeProvider.System.GetUtcNow().AddHours(-25).UtcDateTime);

        var sweep = new StaleUploadSweep(Storage, TimeProvider.System, NullLogger<StaleUploadSweep>.Instance);
        await sweep.StartAsync(Cancellation);

        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(fresh));
        Assert.Equal("stored", await TextAsync(stored));
    }

    [Fact]
    public async Task A_file_is_in_doubt_until_it_is_confirmed_or_deleted()
    {
        var (doubtful, confirmed, deleted) = (Key(), Key(), Key());
        foreach (var key in new[] { doubtful, confirmed, deleted })
            await Storage.StoreAsync(await TemporaryAsync("x"), key, Cancellation);
        await Storage.ConfirmAsync(confirmed, Cancellation);
        await Storage.DeleteAsync(deleted, Cancellation);

        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal([doubtful], await Storage.FindDoubtfulAsync(now.AddHours(1), Cancellation));
        Assert.Empty(await Storage.FindDoubtfulAsync(now.AddHours(-1), Cancellation));
        Assert.Equal(0, Storage.Prepare(now.AddHours(1)));
    }

    [Fact]
    public async Task A_sweep_of_an_empty_data_directory_does_nothing()
    {
        await new StaleUploadSweep(Storage, TimeProvider.System, NullLogger<StaleUploadSweep>.Instance).StartAsync(Cancellation);
        Assert.Empty(_fixture.Files);
    }

    public void Dispose() => _fixture.Dispose();

    private static string Key(string name = "tide-tables", string version = "1.0.0")
    {
        Assert.True(CrateName.TryParse(name, out var crate, out var fault), fault);
        Assert.True(VersionNumber.TryParse(version, out var number, out fault), fault);
        return StorageKey.For(crate, number);
    }

    private async Task<string> TemporaryAsync(string text)
    {
        var path = Storage.NewTemporaryFile();
        await File.WriteAllTextAsync(path, text, new UTF8Encoding(false), Cancellation);
        return path;
    }

    private async Task<string> TextAsync(string key)
    {
        var stored = await Storage.OpenAsync(key, Cancellation);
        await using var content = stored!.Content;
        return await new StreamReader(content).ReadToEndAsync(Cancellation);
    }
}
